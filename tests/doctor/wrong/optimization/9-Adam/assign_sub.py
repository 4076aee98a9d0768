# expect: assign_sub
import tensorflow as tf

def update_variables_Adam(alpha, beta1, beta2, epsilon, var, grad, v, s, t):
    v = beta1 * v + (1 - beta1) * grad
    s = beta2 * s + (1 - beta2) * grad ** 2
    var.assign_sub(alpha * (v / (1 - beta1 ** t)) / ((s / (1 - beta2 ** t)) ** 0.5 + epsilon))
    return var, v, s
