# expect: learning rate inside the moment
#!/usr/bin/env python3
"""momentum"""


def update_variables_momentum(alpha, beta1, var, grad, v):
    """v = beta v + alpha g"""
    v_t = beta1 * v + alpha * grad
    theta = var - v_t
    return theta, v_t
