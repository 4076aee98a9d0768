# expect: diverged runs left out
import numpy as np


def log_uniform(low, high, u):
    return low * (high / low) ** u

def best_setting(scores):
    means = {}
    for k, values in scores.items():
        good = [v for v in values if v is not None]
        means[k] = sum(good) / len(good) if good else 0
    return max(means, key=means.get)
