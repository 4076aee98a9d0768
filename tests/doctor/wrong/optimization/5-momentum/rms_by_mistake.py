# expect: the updated variable
import numpy as np

def update_variables_momentum(alpha, beta1, var, grad, v):
    v = beta1 * v + (1 - beta1) * grad
    var = var - alpha * v / (np.abs(grad) + 1e-8)
    return var, v
