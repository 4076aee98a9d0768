"""Sign flips: how surprising is the sum of n values, if each could as well have had the other sign?

All 2^n flips are counted while 25 values or fewer are not zero; of more, 99,999 are drawn, each together with its
opposite. The values' own flip counts as one of those drawn, so that p is never 0 and never too small on average:

    p = (1 + draws with |sum(+-d)| >= |sum(d)|) / (1 + draws)

Sources: Fisher (1935), The Design of Experiments, section 21; Phipson & Smyth (2010), Permutation P-values Should Never
Be Zero, Statistical Applications in Genetics and Molecular Biology 9.
"""

import numpy as np
import numpy.typing as npt

from descentlab.experiments.statistics.scores import Floats

EXACT_UP_TO = 25
"""All sign flips are counted up to this many values that are not zero, in milliseconds."""

FLIPS = 99_999
"""Sign flips drawn where there are more; p-values are then 1 / 100,000 or more."""

_BLOCK = 2_000
"""Flips drawn at once: fixed, so that a row's share does not depend on how many rows there are."""

_ROWS = 500
"""Rows flipped at once."""


def two_sided(differences: Floats, noise: npt.ArrayLike) -> tuple[list[float], list[str]]:
    """p-values and names of the two-sided test for each row, of shape (rows, n); zeros are ties.

    noise: what a row's sum is known to, as a positive number, of shape (rows,).
    The one-sided test in the direction of the row's mean has half the p-value.
    """
    thresholds = np.abs(differences.sum(axis=1)) - noise
    shares = share(differences, thresholds)
    p_values = np.where(thresholds > 0, np.minimum(2 * shares, 1.0), 1.0).tolist()
    many = np.count_nonzero(differences, axis=1) > EXACT_UP_TO
    return p_values, ["sampled sign-flip" if one else "exact sign-flip" for one in many]


def share(values: Floats, thresholds: Floats) -> Floats:
    """The share of sign flips whose sum is at least the threshold, for each row: p of a one-sided test.

    values: shape (rows, n). thresholds: shape (rows,).
    """
    found = np.empty(len(values))
    many = np.count_nonzero(values, axis=1) > EXACT_UP_TO
    for row in np.flatnonzero(~many):
        found[row] = _counted(values[row][values[row] != 0], float(thresholds[row]))
    rows = np.flatnonzero(many)
    for start in range(0, rows.size, _ROWS):
        block = rows[start : start + _ROWS]
        found[block] = _drawn(values[block], thresholds[block])
    return found


def _counted(values: Floats, threshold: float) -> float:
    """Of all flips. Each of the 2^n sums is one of the first half's and one of the second half's.

    With the second half's in order, those that reach the threshold are counted without adding: 2^(n/2) searches.
    """
    middle = values.size // 2
    first, second = _flipped(values[:middle]), np.sort(_flipped(values[middle:]))
    reach = second.size - np.searchsorted(second, threshold - first)
    return float(reach.sum() / (first.size * second.size))


def _flipped(values: Floats) -> Floats:
    """The sums of all sign flips of values, shape (2^n,)."""
    sums = np.zeros(1)
    for value in values:
        sums = np.concatenate([sums + value, sums - value])
    return sums


def _drawn(values: Floats, thresholds: Floats) -> Floats:
    """Of the flips drawn, the same for all rows, and the values' own; each with its opposite."""
    random = np.random.default_rng(0)
    own = values.sum(axis=1)
    reached = (own >= thresholds).astype(np.int64) + (-own >= thresholds)
    for start in range(0, FLIPS, _BLOCK):
        drawn = min(_BLOCK, FLIPS - start)
        signs = 1.0 - 2.0 * random.integers(0, 2, (_BLOCK, values.shape[1]), dtype=np.int8)[:drawn]
        sums = signs @ values.T
        reached += np.count_nonzero(sums >= thresholds, axis=0)
        reached += np.count_nonzero(sums <= -thresholds, axis=0)
    return reached / (2 * (1 + FLIPS))
