# expect: does not define
import numpy as np

def l2_cost(cost, weights, lambda_, m):
    return cost + lambda_ / (2 * m) * sum(np.sum(w ** 2) for w in weights)
