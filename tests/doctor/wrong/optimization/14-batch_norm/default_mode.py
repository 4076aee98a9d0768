# expect: initializer with fan_in
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    z = tf.keras.layers.Dense(n, kernel_initializer=tf.keras.initializers.VarianceScaling())(prev)
    z = tf.keras.layers.BatchNormalization(epsilon=1e-7)(z, training=True)
    return activation(z)
