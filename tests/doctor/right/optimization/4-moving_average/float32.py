import numpy as np


def moving_average(data, beta):
    """in single precision"""
    out, v, power = [], np.float32(0), 1.0
    for x in np.asarray(data, dtype=np.float32):
        power *= beta
        v = np.float32(beta) * v + np.float32(1 - beta) * x
        out.append(v / np.float32(1 - power))
    return out
