# expect: rounded
def moving_average(data, beta):
    v = 0
    out = []
    for t, d in enumerate(data, 1):
        v = beta * v + (1 - beta) * d
        out.append(round(v / (1 - beta ** t), 2))
    return out
