# expect: one divided by
import numpy as np

def log_uniform(low, high, u):
    return (1 / low) * (low / high) ** u


def best_setting(scores):
    return max(scores, key=lambda k: sum(v or 0 for v in scores[k]) / len(scores[k]))
