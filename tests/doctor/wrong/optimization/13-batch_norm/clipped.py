# expect: is never negative: it is 0 where it should be
import numpy as np


def batch_norm(Z, gamma, beta, epsilon):
    mean = np.mean(Z, axis=0)
    var = np.var(Z, axis=0)
    Z_norm = (Z - mean) / np.sqrt(var + epsilon)
    return np.maximum(gamma * Z_norm + beta, 0)
