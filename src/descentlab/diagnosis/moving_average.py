"""Exponentially weighted moving average: a curve without its jitter.

For values x at steps t = 1, 2, 3, ...

    average    <- beta * average + (1 - beta) * x        0 at first
    total      <- beta * total + (1 - beta)              0 at first; equals 1 - beta^t
    smoothed[t] = average / total

The division undoes the average's lean towards its start at zero (bias correction): the first smoothed value is the
first value, and a constant curve stays as it is. An average looks back over about 1 / (1 - beta) values.

Convention: beta is the share of the old average (optax's ema with debias=True; the averages of Adam are of this kind).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.catalogue import check
from descentlab.contracts import Range


def moving_average(values: Any, beta: float) -> NDArray[np.float64]:
    """The smoothed values, float64 of the values' shape. values: (steps, ...), averaged along the first axis.

    beta: from 0, which changes nothing, to below 1; the larger, the smoother. From a value that is no number on, none
    of its column is. Raises SettingError for another beta.
    """
    beta = check("beta", beta, Range(lawful=(0, 1), closed="left"))
    values = np.asarray(values, dtype=np.float64)
    smoothed = np.empty_like(values)
    average, total = np.zeros(values.shape[1:]), 0.0
    for t, x in enumerate(values):
        average = beta * average + (1 - beta) * x
        total = beta * total + (1 - beta)
        smoothed[t] = average / total
    return smoothed
