# expect: return forgotten
def dropout(A, keep_prob, mask):
    A *= mask
    A /= keep_prob


def dropout_backward(dA, keep_prob, mask):
    dA *= mask
    dA /= keep_prob
