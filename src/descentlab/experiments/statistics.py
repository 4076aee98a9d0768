"""Which of two recipes is better, and how sure are we: intervals and tests over paired seeds.

Seed s fixes split, initial weights and order of examples for *all* recipes, so the scores a[s] and b[s] are a
pair and what is tested is their difference d[s] = a[s] - b[s].

Conventions:

- A score that is not finite is a *diverged* run. It is never dropped, it counts as the worst (`worst_score`).
- Scores come from training in float32. Differences that float32 cannot tell apart are ties (`RESOLUTION`);
  otherwise rounding would break the ties that accuracies, being multiples of 1/examples, are full of.
- Intervals are those of one mean, not corrected for the number of comparisons; p-values are corrected (`holm`).
"""

import importlib
import math
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from descentlab.errors import InputError

Floats: TypeAlias = npt.NDArray[np.float64]

RESAMPLES = 9_999
"""Bootstrap resamples: the ends of a 95% interval then lie between resampled means, not on one."""

EXACT_UP_TO = 20
"""All 2^n sign flips are counted up to this many non-zero differences: a million sums, some milliseconds."""

RESOLUTION = 2.0**-23
"""Relative spacing of float32 numbers."""

TIED = 1e-5
"""Resampled means this near to the observed one, in units of the scores' spread, are ties with it."""

BLOCK = 4_000_000
"""Numbers held at once while resampling (32 MB)."""


class Interval(NamedTuple):
    """A mean and its confidence interval; low and high are NaN where no interval exists."""

    mean: float
    low: float
    high: float
    n: int
    method: str


class Pair(NamedTuple):
    """Recipe A against recipe B over the same seeds."""

    difference: float
    """Mean of a - b, in the score's own unit."""
    low: float
    high: float
    n: int
    p_value: float
    test: str
    probability: float
    """Share of the seeds in which A beats B, ties counted half."""


class StepsToTarget(NamedTuple):
    """When each run first reached a target; inf where it never did."""

    steps: list[float]
    rate: float
    """Share of the runs that reached it."""
    median: float
    """Median over all runs, misses included: inf when half of them or more miss."""
    n: int


def interval(scores: npt.ArrayLike, confidence: float = 0.95, seed: int = 0) -> Interval:
    """BCa bootstrap interval of the mean of scores, shape (n,).

    The interval runs between two percentiles of the resampled means; bias (z0) and skewness (a) move them:

        percentile(z) = Phi(z0 + (z0 + z) / (1 - a (z0 + z)))

    It is too narrow when n is small: of normal scores a 95% interval covers the mean in about 84% of
    experiments at n = 5, 90% at 10 and 94% at 30 (measured; the long test holds it).

    One score has no interval (NaN, "single value"), constant scores have one without width ("constant"). Where
    scores are not finite nothing is known (NaN, "not finite"): first give diverged runs their `worst_score`.

    Source: Efron (1987), Better Bootstrap Confidence Intervals, JASA 82.
    Raises InputError unless scores has one axis.
    """
    row = _row(scores)
    n = row.size
    if n == 0 or not np.isfinite(row).all():
        return Interval(math.nan, math.nan, math.nan, n, "not finite" if n else "no scores")
    low, high = bca(row[None], confidence, seed)
    method = "single value" if n == 1 else "constant" if low[0] == high[0] else "BCa bootstrap"
    return Interval(float(row.mean()), float(low[0]), float(high[0]), n, method)


def paired(
    a: npt.ArrayLike,
    b: npt.ArrayLike,
    *,
    worst: float | None = None,
    higher_is_better: bool = True,
    confidence: float = 0.95,
    seed: int = 0,
) -> Pair:
    """Compare two recipes by their scores a and b, both of shape (n,), aligned by seed.

    Null hypothesis of the two-sided test: A and B are exchangeable within each seed, so that each difference
    could as well have had the other sign. With n differences that are not zero:

    - n <= 20, "exact sign-flip": p = share of all 2^n flips with |sum(+-d)| >= |sum(d)|. No assumption on the
      shape of the scores; never below 2 / 2^n; 1 when all differences are zero.
    - n > 20, "Wilcoxon signed-rank": the same flips applied to the ranks of |d|, for which there is a formula.

    Sources: Fisher (1935), The Design of Experiments, section 21; Wilcoxon (1945), Biometrics Bulletin 1.
    Raises InputError when a and b are empty, not of one axis, or not of one length.
    """
    first, second = _row(a), _row(b)
    if first.size != second.size or first.size == 0:
        raise InputError(
            f"a pair needs the scores of the same seeds, at least one: got {first.size} and {second.size}"
        )
    both = replace_diverged(np.stack([first, second]), worst, higher_is_better)
    return pairs(both[:1], both[1:], higher_is_better, confidence, seed)[0]


def pairs(a: Floats, b: Floats, higher_is_better: bool, confidence: float, seed: int) -> list[Pair]:
    """Many `paired` at once: rows of a against rows of b, both finite and of shape (pairs, n)."""
    noise = RESOLUTION * (np.abs(a) + np.abs(b))
    differences = np.where(np.abs(a - b) <= noise, 0.0, a - b)
    low, high = bca(differences, confidence, seed)
    wins = np.sign(differences) if higher_is_better else -np.sign(differences)
    probability = (1 + wins).mean(axis=1) / 2
    result: list[Pair] = []
    for i in range(len(differences)):
        row: Floats = differences[i]
        p_value, test = _test(row, noise[i])
        ends = float(row.mean()), float(low[i]), float(high[i])
        result.append(Pair(*ends, row.size, p_value, test, float(probability[i])))
    return result


def bca(rows: Floats, confidence: float, seed: int) -> tuple[Floats, Floats]:
    """Low and high ends of the BCa interval of each row's mean, for finite rows of shape (rows, n)."""
    n = rows.shape[1]
    mean, spread = rows.mean(axis=1), np.ptp(rows, axis=1)
    low, high = mean.copy(), mean.copy()
    if n == 1:
        return np.full_like(mean, np.nan), np.full_like(mean, np.nan)
    varied = np.flatnonzero(spread > RESOLUTION * np.abs(rows).max(axis=1))
    size = max(1, BLOCK // (RESAMPLES * n))
    for start in range(0, len(varied), size):
        block = varied[start : start + size]
        # The interval moves and stretches with its data, so standardize: no power can under- or overflow,
        # and the observed mean is 0, where ties are easily seen.
        standard = (rows[block] - mean[block, None]) / spread[block, None]
        found = importlib.import_module("scipy.stats").bootstrap(
            (standard,),
            _mean_with_ties,
            axis=-1,
            n_resamples=RESAMPLES,
            confidence_level=confidence,
            method="BCa",
            random_state=np.random.default_rng(seed),  # the same resampled seeds for every row
        )
        low[block] += found.confidence_interval.low * spread[block]
        high[block] += found.confidence_interval.high * spread[block]
    return low, high


def _mean_with_ties(rows: Floats, axis: int) -> Floats:
    """Mean, exactly 0 where it is so up to rounding.

    BCa counts how many resampled means lie below, on and above the observed one. Accuracies put many on it, and
    rounding would throw them to either side: the ends of an interval then move by a tenth of its width.
    """
    mean = rows.mean(axis=axis)
    return np.where(np.abs(mean) <= TIED, 0.0, mean)


def _test(differences: Floats, noise: Floats) -> tuple[float, str]:
    """p-value and name of the test for one row of differences, each known to within its noise."""
    changing = differences[differences != 0]  # flipping a zero changes nothing
    if changing.size <= EXACT_UP_TO:
        return _sign_flip(changing, float(noise.sum())), "exact sign-flip"
    # Ranks of |d| with ties within the noise: a new rank begins wherever the sorted sizes take a real step.
    order = np.argsort(np.abs(changing))
    steps = np.diff(np.abs(changing)[order], prepend=0.0) > noise[differences != 0][order]
    ranks = np.empty(changing.size)
    ranks[order] = 1 + np.cumsum(steps)
    found = importlib.import_module("scipy.stats").wilcoxon(np.sign(changing) * ranks)
    return float(found.pvalue), "Wilcoxon signed-rank"


def _sign_flip(differences: Floats, noise: float) -> float:
    """Share of all sign flips whose sum is at least as far from zero as the one observed."""
    sums = np.zeros(1)
    for i, d in enumerate(differences):  # the first sign stays: all flipped together give the same |sum|
        sums = np.concatenate([sums + d, sums - d]) if i else sums + d
    return int(np.count_nonzero(np.abs(sums) >= abs(sums[0]) - noise)) / sums.size


def worst_score(scores: npt.ArrayLike, worst: float | None = None, higher_is_better: bool = True) -> float:
    """What a diverged run counts as, given all scores of the experiment (of any shape).

    With ``worst`` (0 for an accuracy), that, but never better than a run that ended. Without it, for scores
    that have no bound (R2, losses): as far below the worst finite score as the best lies above it, so that a
    diverged run ranks last and costs its recipe visibly whatever the score's unit. The sign-flip test stays
    exact under any such rule that treats all runs alike; only the size of the difference depends on it.
    """
    table = np.asarray(scores, dtype=np.float64)
    sign = 1.0 if higher_is_better else -1.0
    finite = sign * table[np.isfinite(table)]
    if finite.size == 0:
        return 0.0 if worst is None else worst
    lowest = float(finite.min())
    if worst is not None:
        return sign * min(lowest, sign * worst)
    margin = float(finite.max()) - lowest
    return sign * (lowest - (margin or max(1.0, abs(lowest))))


def replace_diverged(
    scores: npt.ArrayLike, worst: float | None = None, higher_is_better: bool = True
) -> Floats:
    """The scores of a whole experiment, of any shape, with `worst_score` where a run diverged."""
    table = np.asarray(scores, dtype=np.float64)
    return np.where(np.isfinite(table), table, worst_score(table, worst, higher_is_better))


def holm(p_values: npt.ArrayLike) -> Floats:
    """p-values corrected for their number m, in the order given, shape (m,).

    Sorted upwards, the i-th (from 0) is multiplied by m - i; none may be below its predecessor or above 1.
    The chance of one false alarm or more among the m is then at most alpha, however they depend on each other.

    Source: Holm (1979), A Simple Sequentially Rejective Multiple Test Procedure, Scand. J. Statist. 6.
    """
    raw = _row(p_values)
    order = np.argsort(raw, kind="stable")
    corrected = np.empty_like(raw)
    corrected[order] = np.maximum.accumulate(raw[order] * np.arange(raw.size, 0, -1))
    return np.minimum(corrected, 1.0)


def smallest_p(n: int) -> float:
    """The smallest p-value of an exact paired test on n seeds: 2 / 2^n, reached when one side wins them all."""
    return min(1.0, 2.0 / 2.0**n)


def seeds_needed(comparisons: int, alpha: float = 0.05) -> int:
    """The fewest seeds with which one of so many comparisons, Holm-corrected, can reach alpha."""
    return math.ceil(math.log2(2 * comparisons / alpha))


def steps_to_target(
    curves: Sequence[npt.ArrayLike],
    target: float,
    *,
    steps: npt.ArrayLike | None = None,
    higher_is_better: bool = True,
) -> StepsToTarget:
    """When each run's score first reached the target.

    curves: one row of scores per run, of any length (a run may stop early); scores not finite reach nothing.
    steps: the steps or epochs at which the scores were taken, increasing; by default 1, 2, 3, ...
    Raises InputError when a curve is longer than steps.
    """
    rows = [_row(curve) for curve in curves]
    longest = max((row.size for row in rows), default=0)
    at = np.arange(1.0, longest + 1) if steps is None else _row(steps)
    if at.size < longest:
        raise InputError(f"a curve has {longest} scores but only {at.size} steps are given")
    sign = 1.0 if higher_is_better else -1.0
    reached = [np.flatnonzero(np.isfinite(row) & (sign * row >= sign * target)) for row in rows]
    first = [float(at[hits[0]]) if hits.size else math.inf for hits in reached]
    rate, median = (float(np.isfinite(first).mean()), float(np.median(first))) if first else (0.0, math.inf)
    return StepsToTarget(first, rate, median, len(first))


def _row(values: npt.ArrayLike) -> Floats:
    """Values as float64 with one axis."""
    row = np.asarray(values, dtype=np.float64)
    if row.ndim != 1:
        raise InputError(f"one score per seed is needed, an array with one axis: got shape {row.shape}")
    return row
