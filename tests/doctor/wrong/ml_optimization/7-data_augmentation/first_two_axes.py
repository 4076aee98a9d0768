# expect: moved among themselves
import numpy as np


def flip_left_right(images):
    return images[:, :, ::-1, :]

def shift(images, dy, dx):
    return np.roll(images, (dy, dx), (0, 1))
