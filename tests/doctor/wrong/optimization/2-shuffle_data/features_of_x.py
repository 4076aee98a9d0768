# expect: columns of X shuffled in the place of its rows, Y as it was
import numpy as np


def shuffle_data(X, Y):
    return np.random.permutation(X.T).T, Y
