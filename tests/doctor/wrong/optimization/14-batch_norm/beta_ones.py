# expect: beta started at ones
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    init = tf.keras.initializers.VarianceScaling(mode='fan_avg')
    x = tf.keras.layers.Dense(n, kernel_initializer=init)(prev)
    gamma = tf.Variable(tf.ones((n,)), name='gamma')
    beta = tf.Variable(tf.ones((n,)), name='beta')
    m, v = tf.nn.moments(x, axes=[0], keepdims=True)
    y = (x - m) / tf.sqrt(v + 1e-7)
    return activation(gamma * y + beta)
