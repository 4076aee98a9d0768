# expect: np.array_split
import numpy as np
shuffle_data = __import__('2-shuffle_data').shuffle_data


def create_mini_batches(X, Y, batch_size):
    X, Y = shuffle_data(X, Y)
    n = int(np.ceil(len(X) / batch_size))
    return list(zip(np.array_split(X, n), np.array_split(Y, n)))
