# expect: brackets around the denominator
import numpy as np

def update_variables_RMSProp(alpha, beta2, epsilon, var, grad, s):
    moment = (beta2 * s) + ((1 - beta2) * grad * grad)
    updated = var - alpha * grad / np.sqrt(moment) + epsilon
    return updated, moment
