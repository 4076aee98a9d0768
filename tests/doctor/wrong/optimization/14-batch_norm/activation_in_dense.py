# expect: activation before the normalization
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    """bn"""
    init = tf.keras.initializers.VarianceScaling(mode='fan_avg')
    dense = tf.keras.layers.Dense(n, activation=activation, kernel_initializer=init)
    return tf.keras.layers.BatchNormalization(epsilon=1e-7)(dense(prev), training=True)
