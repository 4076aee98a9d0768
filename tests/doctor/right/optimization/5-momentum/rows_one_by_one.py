"""row by row, with a helper class"""
import numpy as np


class Average:
    def __init__(self, keep):
        self.keep = keep

    def __call__(self, old, new):
        return old * self.keep + new * (1 - self.keep)


def update_variables_momentum(alpha, beta1, var, grad, v):
    mean = Average(beta1)
    moments = np.array([mean(a, b) for a, b in zip(v, grad)])
    out = []
    for w, m in zip(var, moments):
        out.append(w + (-alpha) * m)
    return np.array(out), moments
