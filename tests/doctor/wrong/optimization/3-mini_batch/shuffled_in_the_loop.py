# expect: again for every batch
shuffle_data = __import__('2-shuffle_data').shuffle_data


def create_mini_batches(X, Y, batch_size):
    batches = []
    for i in range(0, X.shape[0], batch_size):
        X, Y = shuffle_data(X, Y)
        batches.append((X[i:i + batch_size], Y[i:i + batch_size]))
    return batches
