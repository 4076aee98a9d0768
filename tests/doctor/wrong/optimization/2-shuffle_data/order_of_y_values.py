# expect: reverse order
import numpy as np


def shuffle_data(X, Y):
    order = np.random.permutation(X.shape[0])
    return X[order], Y[order[::-1]]
