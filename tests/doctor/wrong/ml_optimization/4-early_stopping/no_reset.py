# expect: count not set back
def early_stopping(cost, opt_cost, threshold, patience, count):
    if opt_cost - cost <= threshold:
        count += 1
    if count >= patience:
        return True, count
    return False, count
