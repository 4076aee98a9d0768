# expect: shape
import numpy as np

def l2_cost(cost, weights, lambda_, m):
    return cost + lambda_ / (2 * m) * sum(np.sum(w ** 2, axis=1, keepdims=True)[0] for w in weights)


def l2_gradient(dW, W, lambda_, m):
    return dW + lambda_ / m * W
