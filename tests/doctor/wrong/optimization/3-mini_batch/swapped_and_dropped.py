# expect: last smaller batch dropped; and x and y of a batch in the other order
shuffle_data = __import__('2-shuffle_data').shuffle_data


def create_mini_batches(X, Y, batch_size):
    Y, X = shuffle_data(X, Y)
    n = len(X) // batch_size
    return [(X[k * batch_size:(k + 1) * batch_size],
             Y[k * batch_size:(k + 1) * batch_size]) for k in range(n)]
