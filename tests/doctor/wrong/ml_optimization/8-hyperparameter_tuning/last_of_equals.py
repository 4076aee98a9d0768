# expect: of equals, the last
import numpy as np


def log_uniform(low, high, u):
    return low * (high / low) ** u

def best_setting(scores):
    return sorted(scores, key=lambda k: np.mean([v or 0 for v in scores[k]]))[-1]
