import numpy


def normalization_constants(matrix):
    return matrix.mean(0), matrix.std(0)
