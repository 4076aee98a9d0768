# expect: returns nothing
import tensorflow as tf


def create_Adam_op(alpha, beta1, beta2, epsilon):
    """Adam"""
    optimizer = tf.keras.optimizers.Adam(alpha, beta1, beta2, epsilon)
    print(optimizer)
