# expect: uphill: the step is added; and brackets around 1 - beta1 missing
def update_variables_momentum(alpha, beta1, var, grad, v):
    m = beta1 * v + 1 - beta1 * grad
    return var + alpha * m, m
