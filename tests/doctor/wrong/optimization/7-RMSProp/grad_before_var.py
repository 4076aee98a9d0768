# expect: wrong: var and grad exchanged
import numpy as np

def update_variables_RMSProp(lr, rho, eps, g, w, s):
    s = rho * s + (1 - rho) * g ** 2
    return w - lr * g / (np.sqrt(s) + eps), s
