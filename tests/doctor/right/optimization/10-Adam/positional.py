#!/usr/bin/env python3
"""Adam"""
import tensorflow as tf


def create_Adam_op(alpha, beta1, beta2, epsilon):
    """Adam"""
    return tf.keras.optimizers.Adam(alpha, beta1, beta2, epsilon)
