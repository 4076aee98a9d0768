from math import sqrt
import numpy as np


def batch_norm(Z, gamma, beta, epsilon):
    rows, cols = Z.shape
    out = np.zeros((rows, cols))
    for j in range(cols):
        mean = sum(Z[:, j]) / rows
        var = sum((z - mean) ** 2 for z in Z[:, j]) / rows
        for i in range(rows):
            out[i][j] = gamma[0][j] * (Z[i][j] - mean) / sqrt(var + epsilon) + beta[0][j]
    return out
