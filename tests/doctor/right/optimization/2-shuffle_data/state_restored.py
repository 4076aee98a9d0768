import numpy as np


def shuffle_data(X, Y):
    """shuffles both in place, from the same state"""
    state = np.random.get_state()
    np.random.shuffle(X)
    np.random.set_state(state)
    np.random.shuffle(Y)
    return X, Y
