# expect: variance over all entries
import numpy as np


def batch_norm(Z, gamma, beta, epsilon):
    mu = np.mean(Z, axis=0)
    var = np.mean((Z - mu) ** 2)
    return gamma * (Z - mu) / np.sqrt(var + epsilon) + beta
