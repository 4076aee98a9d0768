# expect: standard deviation in the place of the variance
import numpy as np


def batch_norm(Z, gamma, beta, epsilon):
    m = np.mean(Z, axis=0).reshape(1, Z.shape[1])
    s = np.std(Z, axis=0).reshape(1, Z.shape[1])
    return gamma * ((Z - m) / ((s + epsilon) ** (1 / 2))) + beta
