# expect: returns nothing
def moving_average(data, beta):
    v = 0
    mov = []
    for i in range(len(data)):
        v = beta * v + (1 - beta) * data[i]
        mov.append(v / (1 - beta ** (i + 1)))
