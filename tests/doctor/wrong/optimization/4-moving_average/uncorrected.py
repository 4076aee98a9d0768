# expect: no bias correction
def moving_average(data, beta):
    """moving average"""
    v = 0
    res = []
    for x in data:
        v = beta * v + (1 - beta) * x
        res.append(v)
    return res
