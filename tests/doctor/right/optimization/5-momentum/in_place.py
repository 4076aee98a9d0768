#!/usr/bin/env python3
"""gradient descent with momentum, everything in place"""


def update_variables_momentum(alpha, beta1, var, grad, v):
    """changes var and v"""
    v *= beta1
    v += (1 - beta1) * grad
    var -= alpha * v
    return var, v
