# expect: 2 times what it should be
import numpy as np


def normalization_constants(X):
    m = np.mean(X, axis=0)
    s = np.std(X, axis=0)
    return m, s + s
