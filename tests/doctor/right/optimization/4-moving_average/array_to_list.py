import numpy as np
import matplotlib.pyplot as plt


def moving_average(data: list, beta: float) -> list:
    """fills an array, returns a list"""
    n = len(data)
    v = np.zeros(n + 1)
    corrected = np.zeros(n)
    for i in range(n):
        v[i + 1] = beta * v[i] + (1 - beta) * data[i]
        corrected[i] = v[i + 1] / (1 - np.power(beta, i + 1))
    print(v)
    return corrected.tolist()
