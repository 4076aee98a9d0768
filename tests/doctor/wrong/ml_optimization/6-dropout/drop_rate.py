# expect: divided by 1 - keep_prob
def dropout(A, keep_prob, mask):
    return A * mask / (1 - keep_prob)


def dropout_backward(dA, keep_prob, mask):
    return dA * mask / keep_prob
