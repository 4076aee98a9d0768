import numpy as np
shuffle_data = __import__('2-shuffle_data').shuffle_data


def create_mini_batches(X, Y, batch_size):
    X, Y = shuffle_data(X, Y)
    batches, xs, ys = [], [], []
    for x, y in zip(X, Y):
        xs.append(x)
        ys.append(y)
        if len(xs) == batch_size:
            batches += [(np.array(xs), np.array(ys))]
            xs, ys = [], []
    if xs:
        batches += [(np.array(xs), np.array(ys))]
    return batches
