import numpy as np


def update_variables_momentum(alpha, beta1, var, grad, v):
    new_w = np.zeros(var.shape)
    new_m = np.zeros(var.shape)
    rows, cols = var.shape
    for i in range(rows):
        for j in range(cols):
            new_m[i][j] = beta1 * v[i][j] + (1 - beta1) * grad[i][j]
            new_w[i][j] = var[i][j] - alpha * new_m[i][j]
    return new_w, new_m
