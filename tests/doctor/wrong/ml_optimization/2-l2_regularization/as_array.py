# expect: when called
import numpy as np

def l2_cost(cost, weights, lambda_, m):
    return cost + lambda_ / (2 * m) * np.sum(weights ** 2)


def l2_gradient(dW, W, lambda_, m):
    return dW + lambda_ / m * W
