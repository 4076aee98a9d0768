# expect: other parameters
import numpy as np


def create_mini_batches(X, Y):
    idx = np.random.permutation(len(X))
    return [(X[idx], Y[idx])]
