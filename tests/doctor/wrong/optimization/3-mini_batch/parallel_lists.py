# expect: all batches of x, then all of y
shuffle_data = __import__('2-shuffle_data').shuffle_data


def create_mini_batches(X, Y, batch_size):
    X, Y = shuffle_data(X, Y)
    xs = []
    ys = []
    for i in range(0, X.shape[0], batch_size):
        xs.append(X[i:i + batch_size])
        ys.append(Y[i:i + batch_size])
    return xs, ys
