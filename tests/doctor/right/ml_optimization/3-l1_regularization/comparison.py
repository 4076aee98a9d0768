import numpy as np

def l1_cost(cost: float, weights: "list[np.ndarray]", lambda_: float, m: int) -> float:
    flat = np.hstack([w.flatten() for w in weights])
    print("weights:", flat.size)
    return np.round(cost + lambda_ * np.abs(flat).sum() / m, 8)

def l1_gradient(dW, W, lambda_, m):
    pull = np.where(W > 0, 1.0, np.where(W < 0, -1.0, 0.0))
    return np.round(dW + lambda_ / m * pull, 8)
