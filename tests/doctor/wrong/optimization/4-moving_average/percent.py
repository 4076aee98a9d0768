# expect: 100 times
def moving_average(data, beta):
    v = 0
    out = []
    for t, d in enumerate(data, 1):
        v = beta * v + (1 - beta) * d
        out.append(100 * v / (1 - beta ** t))
    return out
