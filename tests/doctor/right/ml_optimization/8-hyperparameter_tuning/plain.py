#!/usr/bin/env python3
"""Tuning"""
import numpy as np


def log_uniform(low, high, u):
    """10 to a uniform power"""
    a = np.log10(low)
    b = np.log10(high)
    return 10 ** (a + u * (b - a))


def best_setting(scores):
    """highest mean"""
    means = {}
    for key in scores:
        means[key] = np.mean([0 if x is None else x for x in scores[key]])
    return max(means, key=means.get)
