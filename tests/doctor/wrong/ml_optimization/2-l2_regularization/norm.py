# expect: norm not squared
import numpy as np

def l2_cost(cost, weights, lambda_, m):
    """frobenius"""
    norm = 0
    for w in weights:
        norm += np.linalg.norm(w)
    return cost + (lambda_ / (2 * m)) * norm


def l2_gradient(dW, W, lambda_, m):
    return dW + lambda_ / m * W
