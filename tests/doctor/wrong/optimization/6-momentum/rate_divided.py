# expect: is 1 / (1 - beta1) times what it should be
import tensorflow as tf


def create_momentum_op(alpha, beta1):
    """tries to make up for the bias"""
    rate = alpha / (1 - beta1)
    return tf.keras.optimizers.SGD(learning_rate=rate, momentum=beta1)
