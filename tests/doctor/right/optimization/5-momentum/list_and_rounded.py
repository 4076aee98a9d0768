#!/usr/bin/env python3
import tensorflow as tf
import numpy as np

def update_variables_momentum(lr, b, W, dW, m):
    m = np.add(np.multiply(b, m), np.multiply(1 - b, dW))
    return [np.round(np.subtract(W, np.multiply(lr, m)), 8), np.around(m, decimals=8)]
