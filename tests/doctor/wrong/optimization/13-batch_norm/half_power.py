# expect: ** 1 / 2
import numpy as np


def batch_norm(Z, gamma, beta, epsilon):
    mu = np.mean(Z, axis=0)
    var = np.var(Z, axis=0)
    Z_norm = (Z - mu) / (var + epsilon) ** 1/2
    return Z_norm * gamma + beta
