import numpy as np

def log_uniform(low: float, high: float, u):
    return np.power(2.0, np.interp(u, [0, 1], np.log2([low, high])))

def best_setting(scores: dict):
    table = np.nan_to_num(np.array(list(scores.values()), dtype=float))
    return list(scores.keys())[int(np.argmax(table.mean(axis=1)))]
