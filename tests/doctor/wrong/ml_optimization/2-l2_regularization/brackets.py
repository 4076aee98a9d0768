# expect: brackets around 2 * m missing
import numpy as np

def l2_cost(cost, weights, lambda_, m):
    s = 0
    for w in weights:
        s += np.sum(w ** 2)
    return cost + lambda_ / 2 * m * s


def l2_gradient(dW, W, lambda_, m):
    return dW + lambda_ / m * W
