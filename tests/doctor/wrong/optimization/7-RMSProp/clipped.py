# expect: the updated variable
import numpy as np

def update_variables_RMSProp(alpha, beta2, epsilon, var, grad, s):
    s = beta2 * s + (1 - beta2) * grad ** 2
    var = np.maximum(var - alpha * grad / (np.sqrt(s) + epsilon), 0)
    return var, s
