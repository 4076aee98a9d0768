# expect: wrong: var and grad exchanged
import numpy as np

def update_variables_Adam(alpha, beta1, beta2, epsilon, grad, var, v, s, t):
    v = beta1 * v + (1 - beta1) * grad
    s = beta2 * s + (1 - beta2) * grad ** 2
    v_c, s_c = v / (1 - beta1 ** t), s / (1 - beta2 ** t)
    return var - alpha * v_c / (np.sqrt(s_c) + epsilon), v, s
