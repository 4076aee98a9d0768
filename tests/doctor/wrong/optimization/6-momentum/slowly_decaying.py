# expect: the learning rate changes
import tensorflow as tf


def create_momentum_op(alpha, beta1):
    """momentum"""
    return tf.keras.optimizers.SGD(tf.keras.optimizers.schedules.ExponentialDecay(alpha, 1000, 0.96), beta1)
