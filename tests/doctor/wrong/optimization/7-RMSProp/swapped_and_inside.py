# expect: beta2 and 1 - beta2 swapped
import numpy as np

def update_variables_RMSProp(alpha, beta2, epsilon, var, grad, s):
    v = (1 - beta2) * s + beta2 * np.square(grad)
    out = var - alpha * grad / np.sqrt(v + epsilon)
    return out, v
