def moving_average(values, weight):
    means = []
    for t, value in enumerate(values, start=1):
        share = (1 - weight) / (1 - weight ** t)
        means += [means[-1] + share * (value - means[-1]) if means else float(value)]
    return means
