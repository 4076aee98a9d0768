# expect: epsilon inside the root
#!/usr/bin/env python3
"""rms"""
import numpy as np


def update_variables_RMSProp(alpha, beta2, epsilon, var, grad, s):
    """rms"""
    Sdw = beta2 * s + (1 - beta2) * grad ** 2
    W = var - (alpha / np.sqrt(Sdw + epsilon)) * grad
    return W, Sdw
