# expect: no bias correction
def update_variables_Adam(alpha, beta1, beta2, epsilon, var, grad, v, s, t):
    vdw = beta1 * v + (1 - beta1) * grad
    sdw = beta2 * s + (1 - beta2) * grad ** 2
    return var - alpha * vdw / (sdw ** 0.5 + epsilon), vdw, sdw
