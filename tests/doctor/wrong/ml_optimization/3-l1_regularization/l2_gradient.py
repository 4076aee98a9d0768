# expect: weights in place of their signs
import numpy as np


def l1_cost(cost, weights, lambda_, m):
    return cost + lambda_ / m * sum(np.abs(w).sum() for w in weights)

def l1_gradient(dW, W, lambda_, m):
    return dW + lambda_ / m * W
