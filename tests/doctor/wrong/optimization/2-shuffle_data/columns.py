# expect: columns
import numpy as np


def shuffle_data(X, Y):
    """shuffles the features"""
    perm = np.random.permutation(X.shape[1])
    return X[:, perm], Y[:, perm]
