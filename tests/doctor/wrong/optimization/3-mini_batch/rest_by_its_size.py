# expect: last smaller batch begins with the batch before it
shuffle_data = __import__('2-shuffle_data').shuffle_data


def create_mini_batches(X, Y, batch_size):
    sx, sy = shuffle_data(X, Y)
    full, rest = divmod(len(X), batch_size)
    out = []
    for k in range(full):
        begin = k * batch_size
        out.append((sx[begin:begin + batch_size], sy[begin:begin + batch_size]))
    if rest:
        out.append((sx[begin:rest], sy[begin:rest]))
    return out
