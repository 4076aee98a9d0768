# expect: last column of the joined matrix taken for Y
import numpy as np
shuffle_data = __import__('2-shuffle_data').shuffle_data


def create_mini_batches(X, Y, batch_size):
    data = np.hstack(shuffle_data(X, Y))
    parts = [data[k:k + batch_size] for k in range(0, len(data), batch_size)]
    return [(p[:, :-1], p[:, -1].reshape((-1, 1))) for p in parts]
