# expect: gain of the wrong sign
def early_stopping(cost, opt_cost, threshold, patience, count):
    if cost - opt_cost > threshold:
        count = 0
    else:
        count += 1
    return count >= patience, count
