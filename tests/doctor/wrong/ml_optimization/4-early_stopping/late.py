# expect: stops an epoch late
def early_stopping(cost, opt_cost, threshold, patience, count):
    if opt_cost - cost > threshold:
        return False, 0
    if count >= patience:
        return True, count + 1
    return False, count + 1
