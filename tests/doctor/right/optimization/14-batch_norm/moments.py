import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    dense = tf.keras.layers.Dense(n, kernel_initializer=tf.keras.initializers.VarianceScaling(mode='fan_avg'))
    z = dense(prev)
    mean, var = tf.nn.moments(z, axes=[0])
    gamma = tf.Variable(tf.ones([n]), trainable=True)
    beta = tf.Variable(tf.zeros([n]), trainable=True)
    out = tf.nn.batch_normalization(z, mean, var, beta, gamma, 1e-7)
    if activation is None:
        return out
    return activation(out)
