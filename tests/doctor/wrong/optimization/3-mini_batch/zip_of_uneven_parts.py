# expect: np.array_split
import math
import numpy as np
shuffle_data = __import__('2-shuffle_data').shuffle_data


def create_mini_batches(X, Y, batch_size):
    """in parts of nearly one size"""
    A, B = shuffle_data(X, Y)
    parts = math.ceil(A.shape[0] / batch_size)
    return zip(np.array_split(A, parts, axis=0), np.array_split(B, parts, axis=0))
