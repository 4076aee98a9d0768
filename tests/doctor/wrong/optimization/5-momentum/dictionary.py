# expect: where 2 are asked for
def update_variables_momentum(alpha, beta1, var, grad, v):
    v = beta1 * v + (1 - beta1) * grad
    return {"var": var - alpha * v}
