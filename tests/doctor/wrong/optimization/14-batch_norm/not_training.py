# expect: not normalized as in training
#!/usr/bin/env python3
"""14"""
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    """bn"""
    init = tf.keras.initializers.VarianceScaling(mode='fan_avg')
    dense = tf.keras.layers.Dense(units=n, kernel_initializer=init)(prev)
    bn = tf.keras.layers.BatchNormalization(epsilon=1e-7)(dense)
    return activation(bn)
