# expect: 0.5 times
def normalize(X, m, s):
    return (X - m) / (2 * s)
