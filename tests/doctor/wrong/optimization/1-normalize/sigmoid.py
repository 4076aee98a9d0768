# expect: differs by up to
import numpy as np


def normalize(X, m, s):
    """squashes"""
    return np.tanh((X - m) / s)
