# expect: one row too short
shuffle_data = __import__('2-shuffle_data').shuffle_data


def create_mini_batches(X, Y, batch_size):
    X, Y = shuffle_data(X, Y)
    out = []
    i = 0
    while i < len(X):
        out.append((X[i:i + batch_size - 1], Y[i:i + batch_size - 1]))
        i += batch_size
    return out
