# expect: count
def early_stopping(cost, opt_cost, threshold, patience, count):
    if opt_cost - cost > threshold:
        count = 0
    else:
        count += 2
    return count >= patience, count
