# expect: rows
def normalize(X, m, s):
    m = m.reshape(-1, 1)
    s = s.reshape(-1, 1)
    return (X - m) / s
