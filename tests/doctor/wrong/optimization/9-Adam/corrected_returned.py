# expect: corrected moments returned
#!/usr/bin/env python3
"""Adam"""
import numpy as np


def update_variables_Adam(alpha, beta1, beta2, epsilon, var, grad, v, s, t):
    """Adam"""
    v = beta1 * v + (1 - beta1) * grad
    v = v / (1 - beta1 ** t)
    s = beta2 * s + (1 - beta2) * grad ** 2
    s = s / (1 - beta2 ** t)
    var = var - alpha * v / (np.sqrt(s) + epsilon)
    return var, v, s
