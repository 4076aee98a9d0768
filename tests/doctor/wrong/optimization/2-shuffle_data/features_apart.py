# expect: columns shuffled in the place of rows, X and Y separately
import numpy as np


def shuffle_data(X, Y):
    """shuffle along axis 1"""
    a = np.random.permutation(X.shape[1])
    b = np.random.permutation(Y.shape[1])
    return X.T[a].T, Y.T[b].T
