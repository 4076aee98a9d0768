# expect: step with the old moment; and old moment returned
import numpy as np

def update_variables_RMSProp(alpha, beta2, epsilon, var, grad, s):
    new = beta2 * s + (1 - beta2) * grad ** 2
    return var - alpha * grad / (np.sqrt(s) + epsilon), s
