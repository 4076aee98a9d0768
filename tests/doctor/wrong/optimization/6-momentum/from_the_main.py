# expect: constants in the place of alpha and beta1
import tensorflow as tf


def create_momentum_op(alpha, beta1):
    """momentum"""
    return tf.keras.optimizers.SGD(learning_rate=0.01, momentum=0.9)
