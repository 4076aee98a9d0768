def gradient_descent(alpha, var, grad):
    grad *= alpha
    var -= grad
    return var
