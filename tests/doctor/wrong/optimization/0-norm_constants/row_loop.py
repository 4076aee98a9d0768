# expect: rows in the place of columns; and variance
import numpy as np


def normalization_constants(X):
    """by a loop over the features"""
    m, nx = X.shape
    mean = []
    std = []
    for i in range(nx):
        mu = np.sum(X[i]) / m
        mean.append(mu)
        std.append(np.sum((X[i] - mu) ** 2) / m)
    return mean, std
