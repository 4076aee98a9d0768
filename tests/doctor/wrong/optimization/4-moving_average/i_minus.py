# expect: t - 1 in the place of 1
def moving_average(data, beta):
    v = 0
    out = []
    for i in range(len(data)):
        v = beta * v + (1 - beta) * data[i]
        bias = i - beta ** (i + 1)
        out.append(v / bias)
    return out
