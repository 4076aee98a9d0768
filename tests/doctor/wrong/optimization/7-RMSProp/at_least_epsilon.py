# expect: epsilon as the least size
import numpy as np

def update_variables_RMSProp(alpha, beta2, epsilon, var, grad, s):
    s = beta2 * s + (1 - beta2) * grad * grad
    return var - alpha * grad / np.maximum(s ** 0.5, epsilon), s
