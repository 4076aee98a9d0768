def early_stopping(cost, opt_cost, threshold, patience, count):
    """raises the count first and sets it back where the cost is better"""
    count += 1
    if not opt_cost - cost <= threshold:
        count -= count
    early = False
    if count and count >= patience:
        early = True
    return early, count
