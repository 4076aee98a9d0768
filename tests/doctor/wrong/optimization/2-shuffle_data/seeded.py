# expect: its own seed, 0
import numpy as np


def shuffle_data(X, Y):
    np.random.seed(0)
    shuffled = np.random.permutation(X.shape[0])
    return X[shuffled], Y[shuffled]
