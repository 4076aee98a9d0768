# expect: TensorFlow 1
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    """ bn """
    init = tf.contrib.layers.variance_scaling_initializer(mode="FAN_AVG")
    x = tf.layers.Dense(units=n, kernel_initializer=init)
    mean, variance = tf.nn.moments(x(prev), axes=[0])
    gamma = tf.Variable(tf.constant(1.0, shape=[n]), trainable=True)
    beta = tf.Variable(tf.constant(0.0, shape=[n]), trainable=True)
    z = tf.nn.batch_normalization(x(prev), mean, variance, beta, gamma, 1e-8)
    return activation(z)
