# expect: the new second moment
import numpy as np

def update_variables_RMSProp(alpha, beta2, epsilon, var, grad, s):
    s = beta2 * s + (1 - beta2) * np.abs(grad)
    var = var - alpha * grad / (s + epsilon)
    return var, s
