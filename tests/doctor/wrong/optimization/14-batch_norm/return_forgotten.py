# expect: returns nothing
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    init = tf.keras.initializers.VarianceScaling(mode='fan_avg')
    x = tf.keras.layers.Dense(n, kernel_initializer=init)(prev)
    x = tf.keras.layers.BatchNormalization(epsilon=1e-7)(x, training=True)
    x = activation(x)
