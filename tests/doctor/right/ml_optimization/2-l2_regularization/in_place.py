#!/usr/bin/env python3
import numpy as np
import tensorflow as tf


def l2_cost(cost: float, weights: list, lambda_: float, m: int) -> float:
    for w in weights:
        w **= 2
        cost += lambda_ / (2 * m) * w.sum()
    return round(cost, 8)


def l2_gradient(dW, W, lambda_, m):
    W *= lambda_
    W /= m
    dW += W
    return dW
