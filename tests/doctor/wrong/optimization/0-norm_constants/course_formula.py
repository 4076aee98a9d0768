# expect: variance in the place of the standard deviation
import numpy as np


def normalization_constants(X):
    m = X.shape[0]
    mu = 1 / m * np.sum(X, axis=0)
    sigma2 = 1 / m * np.sum((X - mu) ** 2, axis=0)
    return mu, sigma2
