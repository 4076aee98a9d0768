"""Recipe A against recipe B over the same seeds: is there a difference, or is there none that matters?

Seed s fixes split, initial weights and order of examples for *all* recipes, so the scores a[s] and b[s] are a pair and
what is tested is their difference d[s] = a[s] - b[s].

The *sign-flip test* asks how surprising the sum of n differences is if each could as well have had the other sign. It
assumes nothing of the shape of the scores, and its direction is that of the mean:

- n <= 25 differences that are not zero, "exact sign-flip": p = share of all 2^n flips with |sum(+-d)| >= |sum(d)|;
  never below 2 / 2^n; 1 when all differences are zero.
- n > 25, "sampled sign-flip": the same of 99,999 flips that are drawn, always the same ones; see `flips`.

The *equivalence test* is two of them, each one-sided: is the mean difference above -band, and is it below +band? Both
must be shown, so p is the larger of the two. Moved by the band, differences must still be symmetric about their mean.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from descentlab.errors import InputError
from descentlab.experiments.statistics.flips import share, two_sided
from descentlab.experiments.statistics.intervals import bca, wilson
from descentlab.experiments.statistics.scores import RESOLUTION, Floats, one_row, replace_diverged


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
    """Share of the seeds in which A beats B, ties counted half: an estimate of P(A > B)."""
    probability_low: float
    probability_high: float
    p_equivalent: float
    """p-value of the equivalence test; 1 where there is no band."""


def paired(
    a: npt.ArrayLike,
    b: npt.ArrayLike,
    *,
    worst: float | None = None,
    higher_is_better: bool = True,
    confidence: float = 0.95,
    band: float = 0.0,
    seed: int = 0,
) -> Pair:
    """Compare two recipes by their scores a and b, both of shape (n,), aligned by seed.

    low, high: the mean difference's `interval`. p_value: of the two-sided sign-flip test; its null hypothesis is that
    A and B are exchangeable within each seed. p_equivalent: of the equivalence test, for a band above 0.

    Sources: Fisher (1935), The Design of Experiments, section 21; Schuirmann (1987), A Comparison of the Two One-Sided
    Tests Procedure ..., J. Pharmacokinet. Biopharm. 15.
    Raises InputError when a and b are empty, not of one axis, or not of one length.
    """
    first, second = one_row(a), one_row(b)
    if first.size != second.size or first.size == 0:
        raise InputError(
            f"a pair needs the scores of the same seeds, at least one: got {first.size} and {second.size}"
        )
    both = replace_diverged(np.stack([first, second]), worst, higher_is_better)
    return pairs(both[:1], both[1:], higher_is_better, confidence, seed, band)[0]


def pairs(
    a: Floats, b: Floats, higher_is_better: bool, confidence: float, seed: int, band: float = 0.0
) -> list[Pair]:
    """Many `paired` at once: rows of a against rows of b, both finite and of shape (pairs, n)."""
    noise = RESOLUTION * (np.abs(a) + np.abs(b))
    differences = tie(a - b, noise)
    low, high = bca(differences, confidence, seed)
    wins = np.sign(differences) if higher_is_better else -np.sign(differences)
    probability: Floats = (1 + wins).mean(axis=1) / 2
    ends = wilson(probability, differences.shape[1], confidence)
    p_values, tests = two_sided(differences, noise.sum(axis=1))
    equivalent = _equivalence(differences, noise, band) if band > 0 else np.ones(len(differences))
    return [
        Pair(
            difference=float(row.mean()),
            low=float(low[i]),
            high=float(high[i]),
            n=row.size,
            p_value=p_values[i],
            test=tests[i],
            probability=float(probability[i]),
            probability_low=float(ends[0][i]),
            probability_high=float(ends[1][i]),
            p_equivalent=float(equivalent[i]),
        )
        for i, row in enumerate(differences)
    ]


def tie(differences: Floats, noise: Floats) -> Floats:
    """Differences, zero where they are noise: rounding must not break ties that accuracies are full of."""
    return np.where(np.abs(differences) <= noise, 0.0, differences)


def _equivalence(differences: Floats, noise: Floats, band: float) -> Floats:
    """For each row the larger p-value of the two tests that the mean lies above -band and below band."""
    return np.maximum(_above_zero(band + differences, noise), _above_zero(band - differences, noise))


def _above_zero(values: Floats, noise: Floats) -> Floats:
    """p-values of the one-sided test that the rows of values, each known to within its noise, have means above zero."""
    values = tie(values, noise)
    return share(values, values.sum(axis=1) - noise.sum(axis=1))
