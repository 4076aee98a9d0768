# expect: NameError
import numpy as np

def update_variables_momentum(alpha, beta1, var, grad, v):
    v_new = beta * v + (1 - beta) * grad
    return var - alpha * v_new, v_new
