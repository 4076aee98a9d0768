# expect: a weight decay of 0.01 added
import tensorflow as tf


def create_momentum_op(alpha, beta1):
    """momentum"""
    return tf.keras.optimizers.SGD(alpha, beta1, weight_decay=1e-2)
