# expect: when called
import numpy as np

def update_variables_momentum(alpha, beta1, var, grad, v):
    v = beta1 * v + np.matmul(1 - beta1, grad)
    return var - alpha * v, v
