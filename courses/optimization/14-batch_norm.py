"""A layer with batch normalization in TensorFlow: dense, normalized, then activated.

    Z = prev W                 a = activation(gamma * (Z - mean) / sqrt(variance + epsilon) + beta)

with mean and variance of each node over the batch, as in exercise 13; gamma begins at 1 and beta at 0.

Notice the order, with the activation last, and `training=True`: without it Keras normalizes by its moving averages,
which at the start are 0 and 1, and so not at all. The dense layer needs no bias, for beta takes its place.
"""

import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    """The activated output of the layer, (m, n). prev: the output of the layer before, (m, nx); n: number of nodes."""
    kernel = tf.keras.initializers.VarianceScaling(mode="fan_avg")
    Z = tf.keras.layers.Dense(n, use_bias=False, kernel_initializer=kernel)(prev)
    normalized = tf.keras.layers.BatchNormalization(epsilon=1e-7)(Z, training=True)
    return tf.keras.layers.Activation(activation)(normalized)
