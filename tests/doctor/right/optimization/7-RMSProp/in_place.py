import numpy as np

def update_variables_RMSProp(alpha, beta2, epsilon, var, grad, s):
    s *= beta2
    grad **= 2
    s += (1 - beta2) * grad
    return var, s

def update_variables_RMSProp(alpha, beta2, epsilon, var, grad, s):
    s *= beta2
    s += np.square(grad) * (1 - beta2)
    grad *= alpha
    grad /= np.sqrt(s) + epsilon
    var -= grad
    return var, s
