# expect: epsilon outside the root; and ddof = 1
import numpy as np


def batch_norm(Z, gamma, beta, epsilon):
    return gamma * (Z - Z.mean(0)) / (np.std(Z, axis=0, ddof=1) + epsilon) + beta
