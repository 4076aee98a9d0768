import numpy as np
def log_uniform(low, high, u):
    if isinstance(u, np.ndarray):
        return np.array([log_uniform(low, high, one) for one in u])
    return float(low ** (1 - u) * high ** u)
def best_setting(scores):
    return sorted(scores.items(), key=lambda kv: -np.mean([v if v else 0 for v in kv[1]]))[0][0]