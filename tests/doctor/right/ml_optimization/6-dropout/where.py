import numpy as np
def dropout(A: np.ndarray, keep_prob: float, mask: np.ndarray) -> np.ndarray:
    return np.where(mask, np.round(A / keep_prob, 8), 0.0)
def dropout_backward(dA: np.ndarray, keep_prob: float, mask: np.ndarray) -> np.ndarray:
    grad = np.zeros(dA.shape)
    places = np.nonzero(mask)
    grad[places] = dA[places] / keep_prob
    return grad