# expect: np.random.shuffle
import numpy as np


def shuffle_data(X, Y):
    X = np.random.shuffle(X)
    Y = np.random.shuffle(Y)
    return X, Y
