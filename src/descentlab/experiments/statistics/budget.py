"""Score against tuning budget: what would have come of fewer trials.

If only k of the K settings tried had been tried, drawn without replacement, the i-th lowest of the K scores would have
been the best of them with the chance

    C(i - 1, k - 1) / C(K, k)

and the expected best is the mean of the scores by these chances: unbiased for k trials of the same kind, with more
variance as k nears K. Drawing *with* replacement, as Dodge et al. do, is biased downwards.

The best mean over a few selection seeds flatters: it was chosen for being high. So the score of *what is chosen* is
measured too, on seeds that did not choose: each seed in turn is left out, the rest choose.

Sources: Dodge et al. (2019), Show Your Work, arXiv:1909.03004; Tang et al. (2020), Showing Your Work Doesn't Always
Work, arXiv:2004.13705; Dodge et al. (2021), Expected Validation Performance ..., arXiv:2110.00613.
"""

import importlib
import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from descentlab.experiments.statistics.scores import Floats


class BudgetScore(NamedTuple):
    """What k trials would have given.

    best: expected best mean score of k trials, the number that is chosen by. chosen: expected score, on a seed that did
    not choose, of the setting chosen. Either is NaN where it cannot be known.
    """

    trials: int
    best: float
    chosen: float


def score_by_budget(scores: npt.ArrayLike) -> list[BudgetScore]:
    """The score to be expected of 1, 2, ... K trials.

    scores: (K, seeds), the higher the better; -inf where a run diverged and scores have no worst value. An expectation
    over -inf is NaN. chosen is NaN with one seed. Settings with equal means are chosen equally often.
    """
    table = np.asarray(scores, dtype=np.float64)
    count, seeds = table.shape
    means: Floats = table.mean(axis=1)
    best = _expected(means, means)
    left_out = [
        _expected(np.delete(table, seed, axis=1).mean(axis=1), table[:, seed])
        for seed in range(seeds if seeds > 1 else 0)
    ]
    chosen = [math.nan] * count if seeds < 2 else np.stack(left_out).mean(axis=0).tolist()
    return [BudgetScore(k + 1, float(best[k]), chosen[k]) for k in range(count)]


def _expected(known: Floats, values: Floats) -> Floats:
    """Expected value of the setting that is best by what is known, of k drawn, for k = 1 ... K."""
    levels, place = np.unique(known, return_inverse=True)
    tied = np.array([values[place == level].mean() for level in range(levels.size)])  # as good as each other
    ordered = tied[np.sort(place)]
    chances = _chances(known.size)
    used = np.where(chances > 0, ordered, 0.0)  # what has no chance may be infinite
    expected: Floats = (chances * used).sum(axis=1)
    return np.where(np.isfinite(expected), expected, math.nan)


def _chances(count: int) -> Floats:
    """Row k - 1: the chance of each place, from the lowest, to be the best of k drawn."""
    comb = importlib.import_module("scipy.special").comb
    drawn, place = np.arange(1, count + 1)[:, None], np.arange(1, count + 1)[None]
    return comb(place - 1, drawn - 1) / comb(count, drawn)
