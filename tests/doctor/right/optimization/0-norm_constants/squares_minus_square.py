#!/usr/bin/env python3
""" variance = mean of squares - square of mean """
import numpy as np


def normalization_constants(X: np.ndarray) -> tuple:
    """two constants a feature"""
    avg = np.average(X, axis=0)
    spread = np.sqrt(np.mean(np.square(X), axis=0) - np.square(avg))
    print("mean", avg)
    return [avg, spread]
