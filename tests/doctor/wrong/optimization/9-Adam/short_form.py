# expect: epsilon added before the correction
import numpy as np

def update_variables_Adam(alpha, beta1, beta2, epsilon, var, grad, v, s, t):
    alpha_t = alpha * np.sqrt(1 - beta2 ** t) / (1 - beta1 ** t)
    v = beta1 * v + (1 - beta1) * grad
    s = beta2 * s + (1 - beta2) * grad * grad
    var = var - alpha_t * v / (np.sqrt(s) + epsilon)
    return var, v, s
