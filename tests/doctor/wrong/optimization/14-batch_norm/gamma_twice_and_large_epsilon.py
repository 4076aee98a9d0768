# expect: output
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    """none of the usual"""
    init = tf.keras.initializers.VarianceScaling(mode='fan_avg')
    z = tf.keras.layers.Dense(n, kernel_initializer=init)(prev)
    mean, var = tf.nn.moments(z, axes=[0])
    gamma = tf.Variable(2 * tf.ones([n]))
    return activation(gamma * (z - mean) / tf.sqrt(var + 1e-4))
