# expect: gamma and beta not used
import numpy as np


def batch_norm(Z, gamma, beta, epsilon):
    return (Z - Z.mean(0)) / np.sqrt(Z.var(0) + epsilon)
