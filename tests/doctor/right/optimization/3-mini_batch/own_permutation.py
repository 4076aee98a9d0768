import numpy as np


def create_mini_batches(X, Y, batch_size):
    order = np.random.permutation(X.shape[0])
    batches = []
    while len(order):
        now, order = order[:batch_size], order[batch_size:]
        batches.append((X[now], Y[now]))
    return batches
