# expect: logarithm to the base e, power of 10
import numpy as np

def log_uniform(low, high, u):
    return 10 ** (np.log(low) + u * (np.log(high) - np.log(low)))


def best_setting(scores):
    return max(scores, key=lambda k: sum(v or 0 for v in scores[k]) / len(scores[k]))
