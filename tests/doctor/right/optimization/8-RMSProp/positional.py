#!/usr/bin/env python3
"""RMSProp"""
import tensorflow as tf


def create_RMSProp_op(alpha, beta2, epsilon):
    """tf"""
    return tf.keras.optimizers.RMSprop(alpha, beta2, 0.0, epsilon)
