# expect: wrong axis
import numpy as np


def batch_norm(Z, gamma, beta, epsilon):
    m = Z.mean(axis=1)
    v = Z.var(axis=1)
    return (Z - m) / np.sqrt(v + epsilon) * gamma + beta
