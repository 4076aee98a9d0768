def early_stopping(cost, opt_cost, threshold, patience, count):
    if cost < opt_cost - threshold:
        return (False, 0)
    count = count + 1
    return (count >= patience, count)
