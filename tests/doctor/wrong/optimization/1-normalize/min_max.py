# expect: smallest and the largest
import numpy as np


def normalize(X, m, s):
    lo = X.min(axis=0)
    hi = X.max(axis=0)
    return (X - lo) / (hi - lo)
