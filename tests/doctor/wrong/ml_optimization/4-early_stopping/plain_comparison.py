# expect: threshold not used
def early_stopping(cost, opt_cost, threshold, patience, count):
    if cost < opt_cost:
        count = 0
    else:
        count = count + 1
    return (True if count == patience else False), count
