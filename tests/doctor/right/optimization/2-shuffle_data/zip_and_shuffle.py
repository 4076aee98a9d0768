#!/usr/bin/env python3
""" shuffles pairs """
import numpy as np


def shuffle_data(X, Y):
    """ zip, shuffle, unzip """
    pairs = list(zip(X, Y))
    np.random.shuffle(pairs)
    first, second = zip(*pairs)
    return np.array(first), np.array(second)
