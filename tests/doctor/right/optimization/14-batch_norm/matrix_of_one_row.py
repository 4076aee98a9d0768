import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    Z = tf.keras.layers.Dense(n, kernel_initializer=tf.keras.initializers.VarianceScaling(mode="fan_avg"))(prev)
    gamma = tf.Variable(tf.ones((1, n)), trainable=True, name="gamma")
    beta = tf.Variable(tf.zeros((1, n)), trainable=True, name="beta")
    mean, variance = tf.nn.moments(Z, axes=0, keepdims=True)
    return activation(tf.nn.batch_normalization(Z, mean, variance, beta, gamma, 1e-7))
