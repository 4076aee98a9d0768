"""Adam, typed"""
from __future__ import annotations
import tensorflow as tf
import numpy as np


def update_variables_Adam(lr: float, b1: float, b2: float, eps: float, theta: np.ndarray,
                          g: np.ndarray, m: np.ndarray, u: np.ndarray, step: int = 1) -> list[np.ndarray]:
    """m and u are the moments"""
    m = np.add(np.multiply(b1, m), np.multiply(1 - b1, g))
    u = np.add(np.multiply(b2, u), np.multiply(1 - b2, np.square(g)))
    numerator = np.divide(m, np.subtract(1, np.power(b1, step)))
    denominator = np.sqrt(np.divide(u, np.subtract(1, np.power(b2, step))))
    return [theta - lr * numerator / (denominator + eps), m, u]
