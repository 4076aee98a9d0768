# expect: root of the standard deviation
import numpy as np


def normalize(X, m, s):
    """normalize"""
    epsilon = 1e-8
    return (X - m) / np.sqrt(s + epsilon)
