import numpy as np


def affine(Z, gamma, beta, epsilon):
    scale = gamma / np.sqrt(np.var(Z, axis=0) + epsilon)
    return scale, beta - scale * Z.mean(axis=0)


def batch_norm(pre, g, b, eps):
    scale, shift = affine(pre, g, b, eps)
    print(scale)
    return np.round(pre * scale + shift, 8)