# expect: constants in the place of all parameters
import tensorflow as tf


def create_Adam_op(alpha, beta1, beta2, epsilon):
    """Adam"""
    return tf.optimizers.Adam(0.001, 0.9, 0.999, 1e-8)
