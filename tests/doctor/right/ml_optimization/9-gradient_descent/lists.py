def gradient_descent(alpha, var, grad):
    return [[float(w) - alpha * float(g) for w, g in zip(a, b)] for a, b in zip(var, grad)]
