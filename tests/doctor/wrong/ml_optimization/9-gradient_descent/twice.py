# expect: moves 2 times
def gradient_descent(alpha, var, grad):
    var = var - alpha * grad
    var = var - alpha * grad
    return var
