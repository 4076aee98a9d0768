import numpy as np


def shuffle_data(X, Y):
    idx = np.arange(len(X))
    np.random.shuffle(idx)
    return X[idx, :], Y[idx, :]
