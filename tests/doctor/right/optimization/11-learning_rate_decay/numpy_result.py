import numpy as np


def staircase(step: int, width: int) -> int:
    return (step - step % width) / width


def learning_rate_decay(alpha: float, decay_rate: float,
                        global_step: int, decay_step: int) -> np.float64:
    """as an array of no axes"""
    return np.array(alpha) / np.add(1, np.multiply(decay_rate, staircase(global_step, decay_step)))
