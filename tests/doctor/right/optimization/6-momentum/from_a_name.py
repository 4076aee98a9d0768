#!/usr/bin/env python3
""" momentum """
import tensorflow as tf
import matplotlib.pyplot as plt

SETTINGS = {"nesterov": False}


def create_momentum_op(alpha, beta1):
    """ looks the optimizer up """
    config = dict(SETTINGS, learning_rate=lambda: alpha, momentum=beta1)
    kind = getattr(tf.keras.optimizers, "SGD")
    return kind(**config)
