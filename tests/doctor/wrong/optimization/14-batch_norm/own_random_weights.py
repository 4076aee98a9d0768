# expect: no kernel
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    """no layer at all"""
    w = tf.random.normal((prev.shape[1], n))
    z = tf.matmul(prev, w)
    mean, var = tf.nn.moments(z, axes=[0])
    return activation((z - mean) / tf.sqrt(var + 1e-7))
