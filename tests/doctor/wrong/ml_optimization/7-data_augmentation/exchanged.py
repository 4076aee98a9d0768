# expect: dy and dx exchanged
import numpy as np


def flip_left_right(images):
    return images[:, :, ::-1, :]

def shift(images, dy, dx):
    h, w = images.shape[1:3]
    p = np.pad(images, ((0, 0), (h + w, h + w), (w + h, w + h), (0, 0)))
    return p[:, h + w - dx:2 * h + w - dx, w + h - dy:2 * w + h - dy]
