# expect: epsilon added to the standard deviation (0.001)
def normalize(X, m, s):
    eps = 1e-3
    return (X - m) / (s + eps)
