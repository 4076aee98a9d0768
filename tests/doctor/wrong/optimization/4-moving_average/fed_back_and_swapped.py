# expect: beta and 1 - beta swapped; and corrected value fed back
def moving_average(data, beta):
    avg = 0
    avgs = []
    for i in range(len(data)):
        avg = (1 - beta) * avg + beta * data[i]
        avg = avg / (1 - beta ** (i + 1))
        avgs.append(avg)
    return avgs
