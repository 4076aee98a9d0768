# expect: wrong: parameters: arrays first
import numpy as np

def update_variables_Adam(var, grad, v, s, alpha, beta1, beta2, epsilon, t):
    v = beta1 * v + (1 - beta1) * grad
    s = beta2 * s + (1 - beta2) * grad ** 2
    return var - alpha * (v / (1 - beta1 ** t)) / (np.sqrt(s / (1 - beta2 ** t)) + epsilon), v, s
