from itertools import accumulate
moving_average = lambda data, beta: [v / (1 - beta ** t) for t, v in enumerate(accumulate((x * (1 - beta) for x in data), lambda a, b: a * beta + b), 1)]