# expect: gamma and beta cannot be trained
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    init = tf.keras.initializers.VarianceScaling(mode='fan_avg')
    z = tf.keras.layers.Dense(n, kernel_initializer=init)(prev)
    layer = tf.keras.layers.BatchNormalization(epsilon=1e-7, center=False, scale=False)
    return activation(layer(z, training=True))
