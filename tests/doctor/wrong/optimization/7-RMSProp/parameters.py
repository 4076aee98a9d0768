# expect: other parameters
import numpy as np

def update_variables_RMSProp(alpha, beta2, var, grad, s):
    s = beta2 * s + (1 - beta2) * grad ** 2
    return var - alpha * grad / (np.sqrt(s) + 1e-8), s
