# expect: comes in again on the other side
import numpy as np


def flip_left_right(images):
    return images[:, :, ::-1, :]

def shift(images, dy, dx):
    return np.roll(images, shift=(dy, dx), axis=(1, 2))
