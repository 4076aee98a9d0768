# expect: brackets
def normalize(X, m, s):
    """the normalized X"""
    X_norm = X - m / s
    return X_norm
