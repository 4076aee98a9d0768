# expect: nothing
def early_stopping(cost, opt_cost, threshold, patience, count):
    if opt_cost - cost > threshold:
        count = 0
        return False, count
    count += 1
    if count == patience:
        return True, count
