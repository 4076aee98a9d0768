# expect: wrong
import numpy as np

def dropout(A, keep_prob, mask):
    np.random.seed(0)
    mask = np.random.rand(*A.shape) < keep_prob
    return A * mask / keep_prob


def dropout_backward(dA, keep_prob, mask):
    return dA * mask / keep_prob
