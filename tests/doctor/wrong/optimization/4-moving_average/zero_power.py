# expect: ZeroDivisionError
def moving_average(data, beta):
    v = 0
    out = []
    for t, d in enumerate(data):
        v = beta * v + (1 - beta) * d
        out.append(v / (1 - beta ** t))
    return out
