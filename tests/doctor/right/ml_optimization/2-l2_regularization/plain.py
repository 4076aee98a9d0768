#!/usr/bin/env python3
"""L2"""
import numpy as np


def l2_cost(cost, weights, lambda_, m):
    """cost with L2"""
    l2 = 0
    for W in weights:
        l2 += np.sum(np.square(W))
    return cost + (lambda_ / (2 * m)) * l2


def l2_gradient(dW, W, lambda_, m):
    """gradient with L2"""
    return dW + (lambda_ / m) * W
