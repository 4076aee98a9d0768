# expect: the learning rate changes
import tensorflow as tf


def create_Adam_op(alpha, beta1, beta2, epsilon):
    """with decay of the rate"""
    rate = tf.keras.optimizers.schedules.ExponentialDecay(alpha, 1, 0.9)
    return tf.keras.optimizers.Adam(rate, beta1, beta2, epsilon)
