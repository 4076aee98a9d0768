# expect: differs by up to
import numpy as np


def batch_norm(Z, gamma, beta, epsilon):
    mean = np.mean(Z, axis=0)
    var = np.var(Z, axis=0)
    Z_norm = (Z - mean) / np.sqrt(var + epsilon)
    return gamma * Z_norm + beta + 3 * epsilon
