# expect: separately
shuffle_data = __import__('2-shuffle_data').shuffle_data


def create_mini_batches(X, Y, batch_size):
    """calls it once for X and once for Y"""
    data = shuffle_data(X, Y)[0]
    labels = shuffle_data(X, Y)[1]
    return [(data[i:i + batch_size], labels[i:i + batch_size])
            for i in range(0, X.shape[0], batch_size)]
