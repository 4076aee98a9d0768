# expect: plus 0.001
import numpy as np


def normalization_constants(X):
    """epsilon so that nobody divides by zero"""
    return np.mean(X, axis=0), np.std(X, axis=0) + 1e-3
