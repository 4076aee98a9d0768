# expect: epsilon outside the root
#!/usr/bin/env python3
"""Batch norm"""
import numpy as np


def batch_norm(Z, gamma, beta, epsilon):
    """normalizes"""
    mean = np.mean(Z, axis=0)
    std = np.std(Z, axis=0)
    Z_norm = (Z - mean) / (std + epsilon)
    return gamma * Z_norm + beta
