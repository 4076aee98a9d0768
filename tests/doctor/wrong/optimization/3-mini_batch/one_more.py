# expect: extra empty batch
shuffle_data = __import__('2-shuffle_data').shuffle_data


def create_mini_batches(X, Y, batch_size):
    """with the smaller last batch"""
    X_s, Y_s = shuffle_data(X, Y)
    batches = []
    n = X.shape[0] // batch_size
    for i in range(n + 1):
        batches.append((X_s[i * batch_size:(i + 1) * batch_size],
                        Y_s[i * batch_size:(i + 1) * batch_size]))
    return batches
