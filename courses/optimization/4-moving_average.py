"""Weighted moving average: a curve without its jitter, with bias correction.

For data x at t = 1, 2, 3, ...

    average      <- beta * average + (1 - beta) * x        0 at first
    corrected[t]  = average / (1 - beta^t)

Notice the first value: it is x itself. Without the correction it would be (1 - beta) * x, and the curve would need some
1 / (1 - beta) values to climb out of its start at zero. The average goes on uncorrected.

`descentlab.diagnosis.moving_average` sums the weights instead of taking 1 - beta^t, which keeps its digits where
beta is near 1. The two differ in the last digit; the course prints this one.
"""


def moving_average(data, beta):
    """The moving averages of data, a list of floats. data: numbers; beta: the weight of the past, from 0 to below 1."""
    averages, average = [], 0.0
    for t, x in enumerate(data, start=1):
        average = beta * average + (1 - beta) * float(x)
        averages.append(average / (1 - beta**t))
    return averages
