# expect: beta2 not used
import tensorflow as tf


def create_RMSProp_op(alpha, beta2, epsilon):
    """rms"""
    return tf.keras.optimizers.RMSprop(learning_rate=alpha, decay=beta2, epsilon=epsilon)
