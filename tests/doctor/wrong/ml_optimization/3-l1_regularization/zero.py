# expect: a weight of 0 counts as
import numpy as np


def l1_cost(cost, weights, lambda_, m):
    return cost + lambda_ / m * sum(np.abs(w).sum() for w in weights)

def l1_gradient(dW, W, lambda_, m):
    s = np.ones(W.shape)
    s[W <= 0] = -1
    return dW + lambda_ / m * s
