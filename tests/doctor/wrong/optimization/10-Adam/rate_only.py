# expect: only alpha is handed on
import tensorflow as tf


def create_Adam_op(alpha, beta1, beta2, epsilon):
    return tf.keras.optimizers.Adam(alpha)
