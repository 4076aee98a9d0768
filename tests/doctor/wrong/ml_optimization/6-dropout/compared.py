# expect: mask upside down
import numpy as np

def dropout(A, keep_prob, mask):
    d = mask < keep_prob
    return A * d / keep_prob


def dropout_backward(dA, keep_prob, mask):
    return dA * mask / keep_prob
