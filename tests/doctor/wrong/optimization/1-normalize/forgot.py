# expect: returns nothing
def normalize(X, m, s):
    X = (X - m) / s
