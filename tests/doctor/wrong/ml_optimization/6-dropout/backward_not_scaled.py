# expect: not divided by keep_prob
def dropout(A, keep_prob, mask):
    return A * mask / keep_prob


def dropout_backward(dA, keep_prob, mask):
    return dA * mask
