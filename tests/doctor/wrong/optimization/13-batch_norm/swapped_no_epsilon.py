# expect: no epsilon; and gamma and beta swapped
import numpy as np


def batch_norm(Z, gamma, beta, epsilon):
    Z = (Z - np.mean(Z, axis=0)) / np.std(Z, axis=0)
    return beta * Z + gamma
