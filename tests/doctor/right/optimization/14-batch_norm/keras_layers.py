#!/usr/bin/env python3
"""Batch norm"""
import tensorflow as tf


def create_batch_norm_layer(prev, n, activation):
    """layer"""
    init = tf.keras.initializers.VarianceScaling(mode='fan_avg')
    x = tf.keras.layers.Dense(units=n, kernel_initializer=init)(prev)
    y = tf.keras.layers.BatchNormalization(
        axis=-1, momentum=0.99, epsilon=1e-7, center=True, scale=True)(x, training=True)
    return activation(y)
