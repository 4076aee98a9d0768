# expect: learning rate left out
def gradient_descent(alpha, var, grad):
    return var - grad
