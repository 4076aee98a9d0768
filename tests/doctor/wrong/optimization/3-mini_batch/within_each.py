# expect: shuffled within each batch only
shuffle_data = __import__('2-shuffle_data').shuffle_data


def create_mini_batches(X, Y, batch_size):
    """shuffles every batch"""
    batches = []
    for i in range(0, len(X), batch_size):
        x, y = shuffle_data(X[i:i + batch_size], Y[i:i + batch_size])
        batches.append((x, y))
    return batches
