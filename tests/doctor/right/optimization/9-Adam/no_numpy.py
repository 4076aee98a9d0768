def update_variables_Adam(alpha, beta1, beta2, epsilon, var, grad, v, s, t):
    m1 = (1 - beta1) * grad + beta1 * v
    m2 = (1 - beta2) * pow(grad, 2) + s * beta2
    c1, c2 = 1 - pow(beta1, t), 1 - pow(beta2, t)
    w = var - (alpha / c1) * (m1 / ((m2 / c2) ** 0.5 + epsilon))
    return w, m1, m2
