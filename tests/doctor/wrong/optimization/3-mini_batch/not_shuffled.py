# expect: not shuffled
shuffle_data = __import__('2-shuffle_data').shuffle_data


def create_mini_batches(X, Y, batch_size):
    X_shuffle, Y_shuffle = shuffle_data(X, Y)
    batches = []
    for i in range(0, X.shape[0], batch_size):
        batches.append((X[i:i + batch_size], Y[i:i + batch_size]))
    return batches
