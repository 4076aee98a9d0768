# expect: TensorFlow 1
import tensorflow as tf


def create_Adam_op(alpha, beta1, beta2, epsilon):
    """Adam of the old days"""
    return tf.compat.v1.train.AdamOptimizer(alpha, beta1, beta2, epsilon)
