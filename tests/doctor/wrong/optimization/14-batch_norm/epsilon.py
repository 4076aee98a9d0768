# expect: epsilon 1e-8
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    """by hand"""
    k = tf.keras.initializers.VarianceScaling(mode='fan_avg')
    z = tf.keras.layers.Dense(n, kernel_initializer=k)(prev)
    mu, sigma2 = tf.nn.moments(z, [0])
    g = tf.Variable(tf.constant(1.0, shape=[n]))
    b = tf.Variable(tf.constant(0.0, shape=[n]))
    epsilon = 1e-8
    a = tf.nn.batch_normalization(z, mu, sigma2, b, g, epsilon)
    return activation(a)
