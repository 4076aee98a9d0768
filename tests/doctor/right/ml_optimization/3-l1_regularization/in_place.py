import numpy as np
def l1_cost(cost, weights, lambda_, m):
    penalty = np.zeros(1)
    for w in weights: penalty += np.absolute(w, out=w).sum()
    return (cost + lambda_ * penalty / m).item()
def l1_gradient(dW, W, lambda_, m):
    dW += lambda_ * np.sign(W) / m
    return dW