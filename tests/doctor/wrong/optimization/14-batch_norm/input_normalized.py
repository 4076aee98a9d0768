# expect: the input normalized in the place of the output
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    init = tf.keras.initializers.VarianceScaling(mode='fan_avg')
    x = tf.keras.layers.BatchNormalization(epsilon=1e-7)(prev, training=True)
    return activation(tf.keras.layers.Dense(n, kernel_initializer=init)(x))
