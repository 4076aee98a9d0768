# expect: not shuffled
import numpy as np


def shuffle_data(X, Y):
    """shuffle"""
    m = X.shape[0]
    np.random.permutation(m)
    return X, Y
