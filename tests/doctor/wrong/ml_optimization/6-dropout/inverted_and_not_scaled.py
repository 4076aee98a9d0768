# expect: mask upside down
def dropout(A, keep_prob, mask):
    return A * (1 - mask)


def dropout_backward(dA, keep_prob, mask):
    return dA * mask / keep_prob
