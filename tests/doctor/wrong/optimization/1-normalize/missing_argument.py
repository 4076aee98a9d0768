# expect: other parameters
def normalize(X, m):
    return (X - m) / X.std(axis=0)
