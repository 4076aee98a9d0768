"""each image by itself"""
import numpy as np
import tensorflow as tf


def flip_left_right(images):
    result = []
    for image in images:
        result.append(np.fliplr(image))
    return np.array(result)


def shift(images, dy, dx):
    result = np.zeros(images.shape, dtype=images.dtype)
    for i in range(len(images)):
        for y in range(images.shape[1]):
            for x in range(images.shape[2]):
                if 0 <= y + dy < images.shape[1] and 0 <= x + dx < images.shape[2]:
                    result[i][y + dy][x + dx] = images[i][y][x]
    return result
