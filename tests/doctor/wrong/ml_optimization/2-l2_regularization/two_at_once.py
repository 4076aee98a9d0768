# expect: m left out
import numpy as np

def l2_cost(cost, weights, lambda_, m):
    total = 0
    for w in weights:
        total += np.sqrt(np.sum(w ** 2))
    return cost + lambda_ / 2 * total

def l2_gradient(dW, W, lambda_, m):
    return dW - lambda_ * W
