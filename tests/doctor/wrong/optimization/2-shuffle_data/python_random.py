# expect: python's own generator
import random
import numpy as np


def shuffle_data(X, Y):
    pairs = list(zip(X, Y))
    random.shuffle(pairs)
    a, b = zip(*pairs)
    return np.array(a), np.array(b)
