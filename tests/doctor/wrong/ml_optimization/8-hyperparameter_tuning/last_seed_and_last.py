# expect: only the last seed counts
import numpy as np


def log_uniform(low, high, u):
    return low * (high / low) ** u

def best_setting(scores):
    best, top = None, -1
    for k, v in scores.items():
        if (v[-1] or 0) >= top:
            best, top = k, v[-1] or 0
    return best
