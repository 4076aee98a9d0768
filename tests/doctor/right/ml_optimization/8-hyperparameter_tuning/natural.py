"""natural logarithms"""
import math
import numpy as np
import matplotlib.pyplot as plt


def log_uniform(low, high, u):
    return np.exp((1 - u) * math.log(low) + u * math.log(high))


def best_setting(scores):
    keys = list(scores)
    averages = [sum(v or 0.0 for v in scores[k]) / len(scores[k]) for k in keys]
    print(averages)
    return keys[averages.index(max(averages))]
