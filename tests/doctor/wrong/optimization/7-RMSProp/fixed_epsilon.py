# expect: epsilon not used
import numpy as np

def update_variables_RMSProp(alpha, beta2, epsilon, var, grad, s):
    epsilon = 1e-8
    s = beta2 * s + (1 - beta2) * grad ** 2
    return var - alpha * grad / (np.sqrt(s) + epsilon), s
