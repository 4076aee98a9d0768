# expect: moves 0.5 times as far from var
def update_variables_momentum(alpha, beta1, var, grad, v):
    v = beta1 * v + (1 - beta1) * grad
    var = var - alpha * v / 2
    return var, v
