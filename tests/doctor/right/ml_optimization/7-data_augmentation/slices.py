import numpy as np

def flip_left_right(images):
    return images[:, :, ::-1]

def shift(images, dy, dx):
    m, h, w, c = images.shape
    moved = np.zeros((m, h, w, c))
    moved[:, max(dy, 0):h + min(dy, 0), max(dx, 0):w + min(dx, 0)] = \
        images[:, max(-dy, 0):h + min(-dy, 0), max(-dx, 0):w + min(-dx, 0)]
    return moved
