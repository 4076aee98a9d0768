# expect: beta1 and beta2 swapped
import tensorflow as tf


def create_Adam_op(alpha, beta1, beta2, epsilon):
    """ adam """
    return tf.keras.optimizers.Adam(alpha, beta2, beta1, epsilon)
