import numpy as np


def normalize(X, m, s):
    out = np.zeros(X.shape)
    for i in range(X.shape[0]):
        for j in range(X.shape[1]):
            out[i, j] = (X[i, j] - m[j]) / s[j]
    return out
