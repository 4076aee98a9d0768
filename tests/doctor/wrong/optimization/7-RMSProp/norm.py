# expect: norm of the gradient in the place of its entries
import numpy as np

def update_variables_RMSProp(alpha, beta2, epsilon, var, grad, s):
    size = np.linalg.norm(grad)
    s = beta2 * s + (1 - beta2) * size
    return var - alpha * grad / (np.sqrt(s) + epsilon), s
