# expect: only the last matrix counts
import numpy as np

def l2_cost(cost, weights, lambda_, m):
    for w in weights:
        l2 = np.sum(w ** 2)
    return cost + lambda_ / (2 * m) * l2


def l2_gradient(dW, W, lambda_, m):
    return dW + lambda_ / m * W
