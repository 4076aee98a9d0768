# expect: step with the old moment
#!/usr/bin/env python3
"""Momentum"""
import numpy as np


def update_variables_momentum(alpha, beta1, var, grad, v):
    """updates"""
    var = var - alpha * v
    v = beta1 * v + (1 - beta1) * grad
    return var, v
