# expect: up instead of down; and comes in again
import numpy as np


def flip_left_right(images):
    return images[:, :, ::-1, :]

def shift(images, dy, dx):
    return np.roll(np.roll(images, -dy, 1), dx, 2)
