# expect: gamma and beta cannot be trained
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    """constants in the place of variables"""
    init = tf.keras.initializers.VarianceScaling(mode="fan_avg")
    z = tf.keras.layers.Dense(n, kernel_initializer=init)(tf.convert_to_tensor(prev))
    mean, variance = tf.nn.moments(z, axes=[0])
    return activation(tf.nn.batch_normalization(z, mean, variance, tf.zeros(n), tf.ones(n), 1e-7))
