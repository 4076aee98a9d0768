# expect: UnboundLocalError
import numpy as np


def create_momentum_op(alpha, beta1):
    v = beta1 * v + (1 - beta1) * grad
    var = var - alpha * v
    return var, v
