# expect: epsilon added to the quotient
import numpy as np

def update_variables_Adam(alpha, beta1, beta2, epsilon, var, grad, v, s, t):
    v = beta1 * v + (1 - beta1) * grad
    s = beta2 * s + (1 - beta2) * grad ** 2
    ratio = (v / (1 - beta1 ** t)) / np.sqrt(s / (1 - beta2 ** t)) + epsilon
    return var - alpha * ratio, v, s
