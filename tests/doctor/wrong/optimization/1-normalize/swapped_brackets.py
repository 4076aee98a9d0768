# expect: m and s swapped
def normalize(X, m, s):
    X = X - s
    return X / m
