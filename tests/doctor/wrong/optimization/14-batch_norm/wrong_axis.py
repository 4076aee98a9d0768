# expect: normalized over the wrong axis
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    init = tf.keras.initializers.VarianceScaling(mode='fan_avg')
    z = tf.keras.layers.Dense(n, kernel_initializer=init)(prev)
    mean, var = tf.nn.moments(z, axes=[1], keepdims=True)
    gamma = tf.Variable(tf.ones([1, n]))
    beta = tf.Variable(tf.zeros([1, n]))
    return activation(gamma * (z - mean) / tf.sqrt(var + 1e-7) + beta)
