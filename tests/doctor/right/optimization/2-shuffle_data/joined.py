import numpy as np


def shuffle_data(A, B):
    both = np.random.permutation(np.concatenate((A, B), axis=1))
    return both[:, :A.shape[1]], both[:, A.shape[1]:]
