# expect: divided by the variance; and m - X in the place of X - m
def normalize(X, m, s):
    return (m - X) / s ** 2
