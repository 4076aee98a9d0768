# expect: update_variables_momentum
#!/usr/bin/env python3
"""pasted from the next exercise"""
import numpy as np


def update_variables_RMSProp(alpha, beta2, epsilon, var, grad, s):
    """rms"""
    s = beta2 * s + (1 - beta2) * grad ** 2
    return var - alpha * grad / (np.sqrt(s) + epsilon), s
