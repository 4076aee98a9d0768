"""Normalization: each feature is moved to mean 0 and scaled to deviation 1.

    z = (x - mean) / deviation

Notice that the constants are handed in: data that come later are normalized by those of the training part. Of the
matrix that the constants were measured on, the new means are not exactly 0, only as near as rounding lets them be.
"""


def normalize(X, m, s):
    """The normalized matrix (d, nx), a new one. X: (d, nx); m, s: mean and deviation of each feature, (nx,)."""
    return (X - m) / s
