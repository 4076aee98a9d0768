# expect: plain mean of a moving window
import numpy as np


def moving_average(data, beta):
    """mean of the last few"""
    n = max(1, int(round(1 / (1 - beta))))
    return [float(np.mean(data[max(0, i - n + 1):i + 1])) for i in range(len(data))]
