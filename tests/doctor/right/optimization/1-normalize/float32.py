import numpy as np


def normalize(X, m, s):
    """single precision"""
    X, m, s = (np.array(a, dtype="float32") for a in (X, m, s))
    X -= m
    X /= s
    return X
