# expect: brackets around var - alpha
def gradient_descent(alpha, var, grad):
    var = (var - alpha) * grad
    return var
