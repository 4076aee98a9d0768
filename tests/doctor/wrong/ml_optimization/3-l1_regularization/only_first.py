# expect: only the first matrix counts
import numpy as np

def l1_cost(cost, weights, lambda_, m):
    total = 0
    for w in weights:
        total += np.sum(np.abs(w))
        return cost + lambda_ / m * total


def l1_gradient(dW, W, lambda_, m):
    return dW + lambda_ / m * np.sign(W)
