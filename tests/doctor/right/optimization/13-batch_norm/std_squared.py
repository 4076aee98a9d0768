import numpy as np


def batch_norm(Z, gamma, beta, epsilon):
    m = np.mean(Z, 0)
    s = np.std(Z, 0)
    Z_hat = (Z - m) / (s ** 2 + epsilon) ** (1 / 2)
    return np.multiply(Z_hat, gamma) + beta
