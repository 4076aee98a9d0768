# expect: beta1 and 1 - beta1 swapped
def update_variables_momentum(alpha, beta1, var, grad, v):
    vdw = (1 - beta1) * v + beta1 * grad
    w = var - alpha * vdw
    return w, vdw
