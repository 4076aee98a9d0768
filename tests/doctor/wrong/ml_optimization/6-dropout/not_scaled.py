# expect: not divided by keep_prob
import numpy as np

def dropout(A, keep_prob, mask):
    """drop"""
    return np.multiply(A, mask)


def dropout_backward(dA, keep_prob, mask):
    return dA * mask / keep_prob
