# expect: UnboundLocalError
def early_stopping(cost, opt_cost, threshold, patience, count):
    if opt_cost - cost > threshold:
        stop = False
        count = 0
    elif count + 1 >= patience:
        stop = True
        count += 1
    return stop, count
