import numpy as np
import tensorflow as tf
shuffle_data = __import__('2-shuffle_data').shuffle_data


def create_mini_batches(X, Y, batch_size):
    """full batches first, then what is left"""
    m = X.shape[0]
    Xs, Ys = shuffle_data(X, Y)
    complete = m // batch_size
    out = []
    for k in range(complete):
        lo, hi = k * batch_size, (k + 1) * batch_size
        out.append([Xs[lo:hi, :], Ys[lo:hi, :]])
    if m % batch_size:
        out.append([Xs[complete * batch_size:, :], Ys[complete * batch_size:, :]])
    return out
