# expect: unchanged
def gradient_descent(alpha, var, grad):
    new = var - alpha * grad
    return var
