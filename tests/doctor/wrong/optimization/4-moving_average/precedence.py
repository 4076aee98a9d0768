# expect: brackets around the divisor
def moving_average(data, beta):
    """with bias correction"""
    V = 0
    out = []
    for t in range(1, len(data) + 1):
        V = beta * V + (1 - beta) * data[t - 1]
        out.append(V / 1 - (beta ** t))
    return out
