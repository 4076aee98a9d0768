# expect: returns an array
import numpy as np


def moving_average(data, beta):
    v = 0
    out = []
    for t, d in enumerate(data, 1):
        v = beta * v + (1 - beta) * d
        out.append(v / (1 - beta ** t))
    return np.array(out)
