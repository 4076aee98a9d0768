# expect: return forgotten
def early_stopping(cost, opt_cost, threshold, patience, count):
    if opt_cost - cost > threshold:
        count = 0
    else:
        count += 1
    if count == patience:
        print("stop")
