import numpy as np

def each(values, keep, mask):
    out = []
    for value, kept in zip(values.flatten(), mask.flatten()):
        if kept:
            out.append(value / keep)
        else:
            out.append(0)
    return np.array(out).reshape(values.shape)

def dropout(A, keep_prob, mask):
    print("dropout")
    return each(A, keep_prob, mask)

def dropout_backward(dA, keep_prob, mask):
    return each(dA, keep_prob, mask).tolist()
