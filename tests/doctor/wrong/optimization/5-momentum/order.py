# expect: returned in the wrong order
def update_variables_momentum(alpha, beta1, var, grad, v):
    dw = (beta1 * v) + ((1 - beta1) * grad)
    var -= alpha * dw
    return dw, var
