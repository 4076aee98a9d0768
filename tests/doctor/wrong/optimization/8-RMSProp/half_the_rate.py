# expect: 0.5 times
import tensorflow as tf


def create_RMSProp_op(alpha, beta2, epsilon):
    return tf.keras.optimizers.RMSprop(alpha / 2, beta2, epsilon=epsilon)
