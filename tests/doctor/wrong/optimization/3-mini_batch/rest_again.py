# expect: last smaller batch twice
shuffle_data = __import__('2-shuffle_data').shuffle_data


def create_mini_batches(X, Y, batch_size):
    X_s, Y_s = shuffle_data(X, Y)
    m = X.shape[0]
    batches = []
    for i in range(0, m, batch_size):
        batches.append((X_s[i:i + batch_size], Y_s[i:i + batch_size]))
    left = m % batch_size
    if left:
        batches.append((X_s[m - left:], Y_s[m - left:]))
    return batches
