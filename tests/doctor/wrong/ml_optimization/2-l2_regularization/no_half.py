# expect: the factor 1/2 left out
import numpy as np

def l2_cost(cost, weights, lambda_, m):
    return cost + lambda_ / m * np.sum([np.sum(w * w) for w in weights])


def l2_gradient(dW, W, lambda_, m):
    return dW + lambda_ / m * W
