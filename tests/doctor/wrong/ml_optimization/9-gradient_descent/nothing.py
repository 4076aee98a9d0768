# expect: return forgotten
def gradient_descent(alpha, var, grad):
    var -= alpha * grad
