# expect: epsilon 1e-3 (Keras's default)
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    init = tf.keras.initializers.VarianceScaling(mode='fan_avg')
    z = tf.keras.layers.Dense(n, kernel_initializer=init)(prev)
    z = tf.keras.layers.BatchNormalization()(z, training=True)
    return activation(z)
