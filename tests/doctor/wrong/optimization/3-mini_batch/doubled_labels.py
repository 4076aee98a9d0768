# expect: wrong
shuffle_data = __import__('2-shuffle_data').shuffle_data


def create_mini_batches(X, Y, batch_size):
    X, Y = shuffle_data(X, Y)
    return [(X[i:i + batch_size], 2 * Y[i:i + batch_size])
            for i in range(0, len(X), batch_size)]
