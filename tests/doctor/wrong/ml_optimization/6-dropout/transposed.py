# expect: shape
def dropout(A, keep_prob, mask):
    return (A * mask / keep_prob).T


def dropout_backward(dA, keep_prob, mask):
    return dA * mask / keep_prob
