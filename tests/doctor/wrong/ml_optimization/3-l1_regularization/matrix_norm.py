# expect: matrix 1-norm
import numpy as np

def l1_cost(cost, weights, lambda_, m):
    return cost + lambda_ / m * sum(np.linalg.norm(w, ord=1) for w in weights)


def l1_gradient(dW, W, lambda_, m):
    return dW + lambda_ / m * np.sign(W)
