#!/usr/bin/env python3
import numpy as np
import matplotlib.pyplot as plt


def ewma(previous, current, weight):
    return np.add(np.multiply(weight, previous), np.multiply(np.subtract(1, weight), current))


def update_variables_RMSProp(learning_rate, decay, eps, w, dw, cache):
    new_cache = ewma(cache, np.power(dw, 2), decay)
    update = np.divide(dw, np.add(np.sqrt(new_cache), eps))
    return tuple([np.subtract(w, np.multiply(learning_rate, update)), new_cache])
