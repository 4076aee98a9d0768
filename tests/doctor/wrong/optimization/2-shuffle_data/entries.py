# expect: X flattened before it is shuffled
import numpy as np


def shuffle_data(X, Y):
    x, y = X.ravel().copy(), Y.ravel().copy()
    np.random.shuffle(x)
    np.random.shuffle(y)
    return x.reshape(X.shape), y.reshape(Y.shape)
