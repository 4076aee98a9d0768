# expect: computed anew
import numpy as np


def normalize(X, m, s):
    m = X.mean(axis=0)
    s = X.std(axis=0)
    X = (X - m) / s
    return X
