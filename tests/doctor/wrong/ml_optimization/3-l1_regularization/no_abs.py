# expect: absolute value forgotten
import numpy as np

def l1_cost(cost, weights, lambda_, m):
    l1 = 0
    for w in weights:
        l1 += np.sum(w)
    return cost + lambda_ * l1 / m


def l1_gradient(dW, W, lambda_, m):
    return dW + lambda_ / m * np.sign(W)
