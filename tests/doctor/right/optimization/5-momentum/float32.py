import numpy as np


def update_variables_momentum(alpha, beta1, var, grad, v):
    """single precision"""
    var, grad, v = [np.float32(a) for a in (var, grad, v)]
    v = beta1 * v + (1 - beta1) * grad
    return var - alpha * v, v
