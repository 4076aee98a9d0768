# expect: brackets around var - alpha * v
import numpy as np

def update_variables_Adam(alpha, beta1, beta2, epsilon, var, grad, v, s, t):
    Vd = (beta1 * v) + ((1 - beta1) * grad)
    Sd = (beta2 * s) + ((1 - beta2) * (grad ** 2))
    Vc = Vd / (1 - beta1 ** t)
    Sc = Sd / (1 - beta2 ** t)
    var = (var - alpha * Vc) / (np.sqrt(Sc) + epsilon)
    return var, Vd, Sd
