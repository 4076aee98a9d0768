# expect: all axes reversed
import numpy as np

def flip_left_right(images):
    """flip"""
    return np.flip(images)


def shift(images, dy, dx):
    h, w = images.shape[1:3]
    padded = np.pad(images, ((0, 0), (h, h), (w, w), (0, 0)))
    return padded[:, h - dy:2 * h - dy, w - dx:2 * w - dx]
