# expect: return inside the loop
import numpy as np


def normalize(X, m, s):
    for row in X:
        norm = (row - m) / s
        return norm
