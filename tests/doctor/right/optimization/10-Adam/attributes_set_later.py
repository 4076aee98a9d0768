#!/usr/bin/env python3
"""10-Adam"""
import tensorflow as tf


def create_Adam_op(alpha, beta1, beta2, epsilon):
    """changes a default optimizer"""
    optimizer = tf.keras.optimizers.Adam()
    optimizer.learning_rate = alpha
    optimizer.beta_1 = beta1
    optimizer.beta_2 = beta2
    optimizer.epsilon = epsilon
    return optimizer
