import numpy as np

def dropout(A, keep_prob, mask):
    A *= mask
    A /= keep_prob
    return A

def dropout_backward(dA, keep_prob, mask):
    dA[mask == 0] = 0
    dA *= 1 / keep_prob
    return dA
