# expect: its own generator by np.random.default_rng
import numpy as np


def shuffle_data(X, Y):
    rng = np.random.default_rng()
    p = rng.permutation(len(X))
    return X[p], Y[p]
