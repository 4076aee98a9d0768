# expect: factor 1/2 kept
import numpy as np


def l2_cost(cost, weights, lambda_, m):
    return cost + lambda_ / (2 * m) * sum((w ** 2).sum() for w in weights)

def l2_gradient(dW, W, lambda_, m):
    return dW + (lambda_ / (2 * m)) * W
