import numpy as np


def batch_norm(Z, gamma, beta, epsilon):
    Z = Z.astype('float32')
    z_hat = (Z - Z.mean(axis=0)) / np.sqrt(Z.var(axis=0) + epsilon)
    return gamma * z_hat + beta
