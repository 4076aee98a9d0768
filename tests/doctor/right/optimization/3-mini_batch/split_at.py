import numpy as np


def create_mini_batches(data, labels, size):
    mix = __import__('2-shuffle_data').shuffle_data
    data, labels = mix(data, labels)
    cuts = np.arange(size, len(data), size)
    print(cuts)
    return list(zip(np.split(data, cuts), np.split(labels, cuts)))