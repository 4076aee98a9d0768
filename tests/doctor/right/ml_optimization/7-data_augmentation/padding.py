import numpy as np

def flip_left_right(x):
    columns = np.arange(x.shape[2] - 1, -1, -1)
    return np.take(x, columns, axis=2)

def shift(x, dy, dx):
    h, w = x.shape[1:3]
    padded = np.pad(x, ((0, 0), (h, h), (w, w), (0, 0)))
    print(padded.shape)
    return padded[:, h - dy:2 * h - dy, w - dx:2 * w - dx]
