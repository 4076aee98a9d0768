# expect: the largest key
import numpy as np


def log_uniform(low, high, u):
    return low * (high / low) ** u

def best_setting(scores):
    return max(scores)
