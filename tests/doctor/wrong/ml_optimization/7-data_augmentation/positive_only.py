# expect: wrong with
import numpy as np


def flip_left_right(images):
    return images[:, :, ::-1, :]

def shift(images, dy, dx):
    out = np.zeros_like(images)
    out[:, dy:, dx:, :] = images[:, :-dy, :-dx, :]
    return out
