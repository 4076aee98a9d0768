# expect: returned in the wrong order
def early_stopping(cost, opt_cost, threshold, patience, count):
    count = 0 if opt_cost - cost > threshold else count + 1
    return count, count > patience
