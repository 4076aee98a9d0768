# expect: last value skipped; and the first value as an extra entry
def moving_average(data, beta):
    v = 0
    out = []
    last = data[0]
    for t, d in enumerate(data, 1):
        out.append(last)
        v = beta * v + (1 - beta) * d
        last = v / (1 - beta ** t)
    return out
