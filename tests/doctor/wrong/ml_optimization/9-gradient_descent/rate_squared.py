# expect: times as far
def gradient_descent(alpha, var, grad):
    return var - alpha * alpha * grad
