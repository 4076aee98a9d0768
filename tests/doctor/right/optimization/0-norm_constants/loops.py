#!/usr/bin/env python3
"""Column by column, without NumPy's help"""
import numpy as np


def normalization_constants(X):
    """mean and std of every column"""
    m, nx = X.shape
    means, stds = np.zeros(nx), np.zeros(nx)
    for j in range(nx):
        total = 0
        for i in range(m):
            total += X[i][j]
        means[j] = total / m
        squares = 0
        for i in range(m):
            squares += (X[i][j] - means[j]) ** 2
        stds[j] = (squares / m) ** 0.5
    return means, stds
