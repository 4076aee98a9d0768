# expect: last smaller batch dropped
shuffle_data = __import__('2-shuffle_data').shuffle_data


def create_mini_batches(X, Y, batch_size):
    X_s, Y_s = shuffle_data(X, Y)
    mini = []
    for b in range(X.shape[0] // batch_size):
        start = b * batch_size
        mini.append((X_s[start:start + batch_size], Y_s[start:start + batch_size]))
    return mini
