# expect: gamma started at 0 and beta at 1
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    init = tf.keras.initializers.VarianceScaling(mode='fan_avg')
    z = tf.keras.layers.Dense(n, kernel_initializer=init)(prev)
    mean, var = tf.nn.moments(z, axes=[0])
    gamma = tf.Variable(tf.ones([n]))
    beta = tf.Variable(tf.zeros([n]))
    return activation(tf.nn.batch_normalization(z, mean, var, gamma, beta, 1e-7))
