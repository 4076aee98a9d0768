# expect: squared norm of the gradient
import numpy as np

def update_variables_RMSProp(alpha, beta2, epsilon, var, grad, s):
    s = beta2 * s + (1 - beta2) * np.linalg.norm(grad) ** 2
    return var - alpha * grad / (np.sqrt(s) + epsilon), s
