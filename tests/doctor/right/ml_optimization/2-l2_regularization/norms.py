import numpy as np

def l2_cost(cost, weights, lambtha, m):
    norms = [np.linalg.norm(w) ** 2 for w in weights]
    return float(cost + lambtha * sum(norms) / 2 / m)

def l2_gradient(dW, W, lambtha, m):
    return np.add(dW, np.multiply(lambtha / m, W))
