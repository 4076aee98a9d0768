# expect: X and Y flattened
import numpy as np


def shuffle_data(X, Y):
    perm = np.random.permutation(len(X))
    return X.reshape(-1)[perm], Y.reshape(-1)[perm]
