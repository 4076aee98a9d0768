"""Steps to a target score, where some runs never reach it: misses are censored, not dropped.

A run that misses has still spent its steps. Counted so, the *expected running time* is what it takes on average to
reach the target when runs are started anew, with other seeds, until one does:

    expected = (steps of all runs, misses up to their end) / (number of runs that reached the target)

Source: Hansen et al. (2016), COCO: Performance Assessment, arXiv:1605.03560.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from descentlab.errors import InputError
from descentlab.experiments.statistics.intervals import RESAMPLES, wilson
from descentlab.experiments.statistics.scores import Floats, one_row


class StepsToTarget(NamedTuple):
    """When each run first reached a target; inf where it never did."""

    steps: list[float]
    rate: float
    """Share of the runs that reached it."""
    median: float
    """Median over all runs, misses included: inf when half of them or more miss."""
    n: int
    spent: list[float]
    """Steps that each run spent on the target: until it was reached, or all it had."""
    expected: float
    """Expected running time; inf where no run reached the target."""
    expected_low: float
    expected_high: float
    rate_low: float
    rate_high: float


def steps_to_target(
    curves: Sequence[npt.ArrayLike],
    target: float,
    *,
    steps: npt.ArrayLike | None = None,
    higher_is_better: bool = True,
    confidence: float = 0.95,
    seed: int = 0,
) -> StepsToTarget:
    """When each run's score first reached the target.

    curves: one row of scores per run, of any length (a run may stop early); scores not finite reach nothing.
    steps: the steps or epochs at which the scores were taken, increasing; by default 1, 2, 3, ...

    expected_low, expected_high: percentile bootstrap over runs; inf where that many resamples hold no success. With
    ten runs of which most succeed a 95% interval holds the true value in about 90% of experiments (simulated).
    rate_low, rate_high: Wilson's interval. Both are NaN where there are fewer than two runs.
    Raises InputError when a curve is longer than steps.
    """
    rows = [one_row(curve) for curve in curves]
    longest = max((row.size for row in rows), default=0)
    at = np.arange(1.0, longest + 1) if steps is None else one_row(steps)
    if at.size < longest:
        raise InputError(f"a curve has {longest} scores but only {at.size} steps are given")
    sign = 1.0 if higher_is_better else -1.0
    reached = [np.flatnonzero(np.isfinite(row) & (sign * row >= sign * target)) for row in rows]
    first = [float(at[hits[0]]) if hits.size else math.inf for hits in reached]
    ends = [float(at[row.size - 1]) if row.size else 0.0 for row in rows]
    spent = [end if math.isinf(step) else step for step, end in zip(first, ends, strict=True)]
    hit = np.isfinite(first)
    rate, median = (float(hit.mean()), float(np.median(first))) if first else (0.0, math.inf)
    expected = float(_running_time(np.array(spent), hit)) if first else math.inf
    low, high = _expected_within(np.array(spent), hit, confidence, seed)
    share = wilson(np.array(rate), len(first), confidence) if len(first) > 1 else (math.nan, math.nan)
    return StepsToTarget(
        first, rate, median, len(first), spent, expected, low, high, float(share[0]), float(share[1])
    )


def reached_by(steps: Sequence[float], budgets: npt.ArrayLike) -> Floats:
    """Share of the runs that had reached the target after so many steps: the empirical distribution function.

    steps: of each run, inf where it never did. budgets: any shape, which is the result's.
    """
    ordered = np.sort(np.asarray(steps, dtype=np.float64))
    return np.searchsorted(ordered, np.asarray(budgets), side="right") / max(1, ordered.size)


def _running_time(spent: Floats, hit: npt.NDArray[np.bool_]) -> Floats:
    """Sum of the steps over the number of hits, along the last axis; inf without a hit."""
    hits = hit.sum(axis=-1)
    return np.where(hits > 0, spent.sum(axis=-1) / np.maximum(hits, 1), np.inf)


def _expected_within(
    spent: Floats, hit: npt.NDArray[np.bool_], confidence: float, seed: int
) -> tuple[float, float]:
    """Percentile bootstrap interval of the expected running time."""
    n = spent.size
    if n < 2:
        return math.nan, math.nan
    drawn = np.random.default_rng(seed).integers(0, n, (RESAMPLES, n))
    resampled = np.sort(_running_time(spent[drawn], hit[drawn]))
    tail = round(
        (1 - confidence) / 2 * (RESAMPLES + 1)
    )  # an order statistic: between infinities lies no number
    return float(resampled[tail - 1]), float(resampled[-tail])
