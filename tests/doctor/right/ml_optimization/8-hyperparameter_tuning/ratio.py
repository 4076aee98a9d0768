import numpy as np

def log_uniform(low, high, u):
    return low * (high / low) ** u

def best_setting(scores):
    best = None
    for setting, values in scores.items():
        total = 0
        for v in values:
            if v is not None:
                total += v
        mean = total / len(values)
        if best is None or mean > best[0]:
            best = (mean, setting)
    return best[1]
