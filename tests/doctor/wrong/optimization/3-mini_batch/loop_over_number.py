# expect: TypeError
shuffle_data = __import__('2-shuffle_data').shuffle_data


def create_mini_batches(X, Y, batch_size):
    X, Y = shuffle_data(X, Y)
    count = X.shape[0] // batch_size
    out = []
    for i in count:
        out.append((X[i:i + batch_size], Y[i:i + batch_size]))
    return out
