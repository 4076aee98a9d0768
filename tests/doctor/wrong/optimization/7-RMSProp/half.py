# expect: ** 1/2 halves
def update_variables_RMSProp(alpha, beta2, epsilon, var, grad, s):
    s_new = beta2 * s + (1 - beta2) * grad ** 2
    return var - alpha * grad / (s_new ** 1/2 + epsilon), s_new
