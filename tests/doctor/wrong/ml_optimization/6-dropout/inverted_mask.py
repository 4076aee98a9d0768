# expect: mask upside down
import numpy as np

def dropout(A, keep_prob, mask):
    A = A.copy()
    A[mask == 1] = 0
    return A / keep_prob


def dropout_backward(dA, keep_prob, mask):
    return dA * mask / keep_prob
