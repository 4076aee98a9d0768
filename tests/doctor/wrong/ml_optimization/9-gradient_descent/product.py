# expect: when called
import numpy as np

def gradient_descent(alpha, var, grad):
    return var - np.matmul(alpha, grad)
