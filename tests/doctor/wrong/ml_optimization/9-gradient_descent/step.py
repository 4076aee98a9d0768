# expect: the step is returned
def gradient_descent(alpha, var, grad):
    return alpha * grad
