# expect: twice the variance
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    """scale as for relu"""
    k = tf.keras.initializers.VarianceScaling(scale=2.0, mode='fan_avg')
    z = tf.keras.layers.Dense(n, kernel_initializer=k)(prev)
    z = tf.keras.layers.BatchNormalization(epsilon=1e-7)(z, training=True)
    return activation(z)
