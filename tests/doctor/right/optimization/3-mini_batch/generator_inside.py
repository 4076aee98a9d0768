import importlib
import math
shuffle = importlib.import_module('2-shuffle_data').shuffle_data


def chunks(X, Y, n):
    total = math.ceil(X.shape[0] / n)
    for b in range(total):
        end = min((b + 1) * n, X.shape[0])
        yield X[b * n:end], Y[b * n:end]


def create_mini_batches(X, Y, batch_size):
    """all chunks of the shuffled data"""
    return list(chunks(*shuffle(X, Y), batch_size))
