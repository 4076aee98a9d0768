# expect: 4 things
import numpy as np


def batch_norm(Z, gamma, beta, epsilon):
    mean = np.mean(Z, axis=1, keepdims=True)
    variance = np.var(Z, axis=1, keepdims=True)
    Z_norm = (Z - mean) / np.sqrt(variance + epsilon)
    return gamma * Z_norm + beta, Z_norm, mean, variance
