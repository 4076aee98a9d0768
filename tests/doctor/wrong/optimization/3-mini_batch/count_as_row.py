# expect: number of a batch taken for its first row
import math
shuffle_data = __import__('2-shuffle_data').shuffle_data


def create_mini_batches(X, Y, batch_size):
    X_s, Y_s = shuffle_data(X, Y)
    steps = math.ceil(X.shape[0] / batch_size)
    res = []
    for step in range(steps):
        res.append((X_s[step:step + batch_size], Y_s[step:step + batch_size]))
    return res
