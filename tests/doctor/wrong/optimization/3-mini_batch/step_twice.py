# expect: multiplied by the batch size
shuffle_data = __import__('2-shuffle_data').shuffle_data


def create_mini_batches(X, Y, batch_size):
    m = len(X)
    a, b = shuffle_data(X, Y)
    done = []
    for i in range(0, m, batch_size):
        done.append((a[i * batch_size:i * batch_size + batch_size, :],
                     b[i * batch_size:i * batch_size + batch_size, :]))
    if m % batch_size != 0:
        full = m // batch_size
        done.append((a[full * batch_size:m, :], b[full * batch_size:m, :]))
    return done
