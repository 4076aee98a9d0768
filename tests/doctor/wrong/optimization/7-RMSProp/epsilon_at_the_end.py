# expect: wrong: parameters: epsilon last
import numpy as np

def update_variables_RMSProp(alpha, beta2, var, grad, s, epsilon):
    s = beta2 * s + (1 - beta2) * grad ** 2
    return var - alpha * grad / (np.sqrt(s) + epsilon), s
