import numpy as np


def shuffle_data(X, Y):
    assert X.shape[0] == Y.shape[0]
    new_x, new_y = np.empty_like(X), np.empty_like(Y)
    for new, old in enumerate(np.random.permutation(X.shape[0])):
        new_x[new] = X[old]
        new_y[new] = Y[old]
    print(new_x)
    return (new_x, new_y)
