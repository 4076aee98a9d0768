"""Normalization constants: the mean and the standard deviation of each feature.

For each feature, over its m entries x:

    mean      = sum(x) / m
    deviation = sqrt(sum((x - mean)^2) / m)

Notice the division by m and not by m - 1: the matrix is all the data there is, not a sample to judge others by.
The constants are measured on the training part alone, and serve the validation and test parts too. A constant
feature has deviation 0: before it divides, `descentlab.data.preparation.standardization` makes it 1.
"""

import numpy as np


def normalization_constants(X):
    """Mean and standard deviation of each feature, (nx,) each. X: (m, nx)."""
    return np.mean(X, axis=0), np.std(X, axis=0)
