def learning_rate_decay(a, r, step, every):
    """counts how often the rate has been decayed"""
    n = 0
    while step >= every:
        step -= every
        n += 1
    print(n)
    return float((1 / (1 + r * n)) * a)
