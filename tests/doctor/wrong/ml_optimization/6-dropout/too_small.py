# expect: 0.5 times
def dropout(A, keep_prob, mask):
    return 0.5 * A * mask / keep_prob


def dropout_backward(dA, keep_prob, mask):
    return dA * mask / keep_prob
