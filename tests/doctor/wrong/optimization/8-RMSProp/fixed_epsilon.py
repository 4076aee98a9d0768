# expect: The epsilon that it works with
import tensorflow as tf


def create_RMSProp_op(alpha, beta2, epsilon):
    """epsilon as in the example"""
    return tf.keras.optimizers.RMSprop(alpha, beta2, epsilon=1e-4)
