import numpy as np
import tensorflow as tf  # was needed for another task


def normalization_constants(X):
    """ returns both, rounded """
    ones = np.ones((1, X.shape[0]))
    mean = (ones @ X / X.shape[0]).reshape(-1)
    centered = X - mean[None, :]
    std = np.sqrt(np.einsum("ij,ij->j", centered, centered) / len(X))
    return np.round(mean, 8), np.round(std, 8)
