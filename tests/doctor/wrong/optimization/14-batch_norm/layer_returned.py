# expect: returns a layer
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    """layer"""
    init = tf.keras.initializers.VarianceScaling(mode='fan_avg')
    x = tf.keras.layers.Dense(n, kernel_initializer=init)(prev)
    layer = tf.keras.layers.BatchNormalization(epsilon=1e-7)
    layer(x, training=True)
    return layer
