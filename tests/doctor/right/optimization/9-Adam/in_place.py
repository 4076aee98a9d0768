#!/usr/bin/env python3
"""Adam in place"""
import numpy as np


def update_variables_Adam(alpha, beta1, beta2, epsilon, var, grad, v, s, t):
    """all three arrays are changed"""
    v *= beta1
    v += (1 - beta1) * grad
    s *= beta2
    s += (1 - beta2) * np.multiply(grad, grad)
    var -= alpha * (v / (1 - beta1 ** t)) / (np.sqrt(s / (1 - beta2 ** t)) + epsilon)
    return var, v, s
