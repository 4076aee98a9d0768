# expect: one matrix
import numpy as np


def shuffle_data(X, Y):
    data = np.hstack((X, Y))
    np.random.shuffle(data)
    return data
