# expect: variance squared
import numpy as np


def batch_norm(Z, gamma, beta, epsilon):
    """the square root of the square"""
    u = np.mean(Z, axis=0)
    v = np.var(Z, axis=0)
    return gamma * ((Z - u) / ((v ** 2 + epsilon) ** (1 / 2))) + beta
