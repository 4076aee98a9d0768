# expect: ddof = 1
import numpy as np


def normalization_constants(X):
    """ m and s """
    m = X.shape[0]
    u = sum(X) / m
    sigma = (sum((X - u) ** 2) / (m - 1)) ** .5
    return u, sigma
