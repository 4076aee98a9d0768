# expect: uphill
def gradient_descent(alpha, var, grad):
    return var + alpha * grad
