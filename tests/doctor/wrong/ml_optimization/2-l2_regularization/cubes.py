# expect: What it returns
import numpy as np

def l2_cost(cost, weights, lambda_, m):
    return cost + lambda_ / (2 * m) * sum(np.sum(np.abs(w) ** 3) for w in weights)


def l2_gradient(dW, W, lambda_, m):
    return dW + lambda_ / m * W
