def _row(row, m, s):
    return [float((x - a) / b) for x, a, b in zip(row, m, s)]


def normalize(X, m, s):
    print("rows:", len(X))
    return [_row(row, m, s) for row in X]
