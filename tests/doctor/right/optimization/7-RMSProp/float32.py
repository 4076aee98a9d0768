import numpy as np


def update_variables_RMSProp(alpha, beta2, epsilon, var, grad, s):
    """single precision"""
    var, grad, s = [np.float32(a) for a in (var, grad, s)]
    s = beta2 * s + (1 - beta2) * np.square(grad)
    return var - alpha * grad / (np.sqrt(s) + epsilon), s
