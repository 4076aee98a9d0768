from math import sqrt
from statistics import fmean, pstdev


def columns(X):
    return list(zip(*X.tolist()))


def normalization_constants(X):
    cols = columns(X)
    return [fmean(c) for c in cols], [pstdev(c) for c in cols]
