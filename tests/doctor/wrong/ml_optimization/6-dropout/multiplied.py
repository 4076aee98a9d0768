# expect: multiplied by keep_prob
def dropout(A, keep_prob, mask):
    A = A * mask
    return A * keep_prob


def dropout_backward(dA, keep_prob, mask):
    return dA * mask / keep_prob
