# expect: no activation; and initializer not used
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    z = tf.keras.layers.Dense(n)(prev)
    return tf.keras.layers.BatchNormalization(epsilon=1e-7)(z, training=True)
