# expect: things
def dropout(A, keep_prob, mask):
    return A * mask / keep_prob, mask


def dropout_backward(dA, keep_prob, mask):
    return dA * mask / keep_prob
