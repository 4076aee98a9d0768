# expect: X returned unchanged
def normalize(X, m, s):
    """normalizes X"""
    Z = (X - m) / s
    return X
