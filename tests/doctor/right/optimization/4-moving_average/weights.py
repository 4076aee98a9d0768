import numpy as np


def moving_average(data, beta):
    """the sum written out"""
    data = np.array(data, dtype=float)
    result = []
    for n in range(1, len(data) + 1):
        w = beta ** np.arange(n)[::-1]
        result.append(np.sum(w * data[:n]) / np.sum(w))
    return result
