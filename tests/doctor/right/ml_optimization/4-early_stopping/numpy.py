#!/usr/bin/env python3
import numpy as np


def early_stopping(cost: float, opt_cost: float, threshold: float, patience: int, count: int) -> tuple:
    better = np.greater(np.subtract(opt_cost, cost), threshold)
    count = np.where(better, 0, count + 1)
    print(better)
    return np.equal(count, patience), count
