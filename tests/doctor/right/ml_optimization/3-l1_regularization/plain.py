#!/usr/bin/env python3
"""L1"""
import numpy as np


def l1_cost(cost, weights, lambda_, m):
    """cost with L1"""
    return cost + (lambda_ / m) * np.sum([np.sum(np.abs(w)) for w in weights])


def l1_gradient(dW, W, lambda_, m):
    """gradient with L1"""
    return dW + (lambda_ / m) * np.sign(W)
