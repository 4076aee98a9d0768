# expect: return forgotten
#!/usr/bin/env python3
"""in place"""


def update_variables_momentum(alpha, beta1, var, grad, v):
    """in place"""
    v = beta1 * v + (1 - beta1) * grad
    var -= alpha * v
