# expect: initializer not used
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    init = tf.keras.initializers.VarianceScaling(mode='fan_avg')
    w = tf.Variable(tf.random.normal((prev.shape[1], n)))
    m, v = tf.nn.moments(prev @ w, axes=[0])
    gamma, beta = tf.Variable(tf.ones([n])), tf.Variable(tf.zeros([n]))
    return activation(tf.nn.batch_normalization(prev @ w, m, v, beta, gamma, 1e-7))
