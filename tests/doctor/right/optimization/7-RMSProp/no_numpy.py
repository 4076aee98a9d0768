#!/usr/bin/env python3
"""RMSProp without numpy"""


def update_variables_RMSProp(alpha, beta2, epsilon, var, grad, s):
    """powers only"""
    sdw = (s * beta2) + ((1 - beta2) * grad * grad)
    step = grad * (alpha / (sdw ** (1 / 2) + epsilon))
    return var - step, sdw
