# expect: learning rate left out
"""m"""


def update_variables_momentum(alpha, beta1, var, grad, v):
    """m"""
    new = v * (1 - beta1) + grad * beta1
    var = var - new
    return var, new
