class Waiting:
    def __init__(self, count):
        self.count = count

    def see(self, better):
        self.count = (self.count + 1) * (not better)


def early_stopping(cost, opt_cost, threshold, patience, count):
    w = Waiting(count)
    w.see(better=(opt_cost - cost) > threshold)
    if w.count < patience:
        stop = False
    else:
        stop = True
    return stop, float(w.count)
