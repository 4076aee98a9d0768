# expect: highest single score
import numpy as np


def log_uniform(low, high, u):
    return low * (high / low) ** u

def best_setting(scores):
    return max(scores, key=lambda k: max(v or 0 for v in scores[k]))
