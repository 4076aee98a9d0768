# expect: t not used
def moving_average(data, beta):
    v = 0
    out = []
    for d in data:
        v = beta * v + (1 - beta) * d
        out.append(v / (1 - beta))
    return out
