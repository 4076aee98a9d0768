"""the paper's shorter form, with epsilon made to fit"""
import numpy as np


def update_variables_Adam(alpha, beta1, beta2, epsilon, var, grad, v, s, t):
    """lr_t, eps_t"""
    root = np.sqrt(1 - beta2 ** t)
    lr_t = alpha * root / (1 - beta1 ** t)
    v = v - (1 - beta1) * (v - grad)
    s = s - (1 - beta2) * (s - grad * grad)
    return np.round(var - lr_t * v / (np.sqrt(s) + epsilon * root), 8), v, s