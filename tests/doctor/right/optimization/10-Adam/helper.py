#!/usr/bin/env python3
import tensorflow as tf
import numpy as np


def _keywords(alpha, beta1, beta2, epsilon):
    return dict(learning_rate=float(alpha), beta_1=float(beta1),
                beta_2=float(beta2), epsilon=float(epsilon), amsgrad=False, name="adam_op")


def create_Adam_op(*parameters):
    return tf.optimizers.Adam(**_keywords(*parameters))
