# expect: shape
import numpy as np


def flip_left_right(images):
    return images[:, :, ::-1, :]

def shift(images, dy, dx):
    return images[:, abs(dy):, abs(dx):]
