"""typed"""
import numpy as np
import tensorflow as tf


def update(start: np.ndarray, change: np.ndarray) -> np.ndarray:
    return np.add(start, change)


def gradient_descent(alpha: float, var: np.ndarray, grad: np.ndarray) -> np.ndarray:
    print("step")
    return update(var, -alpha * grad)
