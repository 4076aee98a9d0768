import numpy as np


def update_variables_Adam(alpha, beta1, beta2, epsilon, var, grad, v, s, t):
    """single precision"""
    var, grad, v, s = [np.float32(a) for a in (var, grad, v, s)]
    v = beta1 * v + (1 - beta1) * grad
    s = beta2 * s + (1 - beta2) * np.square(grad)
    v_hat = v / (1 - beta1 ** t)
    s_hat = s / (1 - beta2 ** t)
    return var - alpha * v_hat / (np.sqrt(s_hat) + epsilon), v, s
