# expect: the exponent is returned
import numpy as np

def log_uniform(low, high, u):
    return np.log10(low) + u * (np.log10(high) - np.log10(low))


def best_setting(scores):
    return max(scores, key=lambda k: sum(v or 0 for v in scores[k]) / len(scores[k]))
