import numpy as np


def correct(moment, beta, t):
    product = 1
    for _ in range(t):
        product = product * beta
    return moment / (1 - product)


def update_variables_Adam(alpha, beta1, beta2, epsilon, var, grad, v, s, t):
    first, second, new = np.empty_like(v), np.empty_like(s), np.empty_like(var)
    for place in np.ndindex(*var.shape):
        first[place] = beta1 * v[place] + (1 - beta1) * grad[place]
        second[place] = beta2 * s[place] + (1 - beta2) * grad[place] ** 2
        size = correct(second[place], beta2, t) ** .5 + epsilon
        new[place] = var[place] - alpha * correct(first[place], beta1, t) / size
    print("step", t)
    return new, first, second
