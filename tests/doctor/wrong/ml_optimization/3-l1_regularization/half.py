# expect: factor 1/2, as in L2
import numpy as np

def l1_cost(cost, weights, lambda_, m):
    return cost + lambda_ / (2 * m) * sum(np.sum(np.abs(w)) for w in weights)


def l1_gradient(dW, W, lambda_, m):
    return dW + lambda_ / m * np.sign(W)
