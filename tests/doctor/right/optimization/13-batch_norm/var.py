#!/usr/bin/env python3
"""Batch normalization"""
import numpy as np


def batch_norm(Z, gamma, beta, epsilon):
    """normalizes Z"""
    mu = Z.mean(axis=0, keepdims=True)
    var = Z.var(axis=0, keepdims=True)
    return gamma * (Z - mu) / np.sqrt(var + epsilon) + beta
