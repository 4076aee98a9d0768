# expect: inverse permutation
import numpy as np


def shuffle_data(X, Y):
    order = np.random.permutation(len(X))
    a = np.zeros(X.shape)
    b = np.zeros(Y.shape)
    a[order] = X
    b[order] = Y
    return a, b
