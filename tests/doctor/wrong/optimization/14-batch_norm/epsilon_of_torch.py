# expect: epsilon 1e-5
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    init = tf.keras.initializers.VarianceScaling(mode='fan_avg')
    z = tf.keras.layers.Dense(n, kernel_initializer=init)(prev)
    m, v = tf.nn.moments(z, axes=[0])
    gamma, beta = tf.Variable(tf.ones([n])), tf.Variable(tf.zeros([n]))
    return activation(tf.nn.batch_normalization(z, m, v, beta, gamma, 1e-5))
