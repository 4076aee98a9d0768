# expect: starts at the first value, no bias correction
def moving_average(data, beta):
    """moving average"""
    ema = [data[0]]
    for i in range(1, len(data)):
        ema.append(beta * ema[i - 1] + (1 - beta) * data[i])
    return ema
