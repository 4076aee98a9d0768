# expect: gradients clipped (clipnorm=1)
import tensorflow as tf


def create_momentum_op(alpha, beta1):
    """momentum"""
    return tf.optimizers.SGD(learning_rate=alpha, momentum=beta1, clipnorm=1)
