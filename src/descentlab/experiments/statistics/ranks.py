"""Average ranks over data sets: do recipes differ on data sets like these, beyond those that were tried?

Here the *data sets* are the sample, one score each (the mean over seeds). Friedman's test asks whether the recipes'
ranks differ at all; Wilcoxon's signed-rank test, Holm-corrected over all pairs, which recipes do. Nemenyi's critical
difference is the distance of average ranks from which two recipes differ by a test of ranks alone.

Sources: Demšar (2006), Statistical Comparisons of Classifiers over Multiple Data Sets, JMLR 7; Benavoli, Corani &
Mangili (2016), Should We Really Use Post-Hoc Tests Based on Mean-Ranks?, JMLR 17 (why the pairs are tested by
Wilcoxon's test: in a test of average ranks the other recipes have a say on the two).
"""

import importlib
import math
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from descentlab.errors import InputError
from descentlab.experiments.statistics.corrections import holm
from descentlab.experiments.statistics.scores import Floats

FEWEST = 5
"""Data sets below which ranks are shown and nothing is tested."""


class Friedman(NamedTuple):
    """Friedman's test of equal ranks and Iman and Davenport's less conservative form of it, which decides.

    chi_squared is corrected for ties, with recipes - 1 degrees of freedom; f has as many, and (recipes - 1) times
    (data sets - 1).
    """

    chi_squared: float
    f: float
    p_value: float


class RankedPair(NamedTuple):
    """Recipes A and B, by their places, over data sets.

    wins: data sets on which A is better, ties half. signed_rank: the sum of the ranks of differences in favour of A
    less that of those in favour of B; the p-value is of this number, and average ranks may have another order.
    """

    a: int
    b: int
    wins: float
    signed_rank: float
    p_value: float
    p_corrected: float


class Ranks(NamedTuple):
    """Recipes ranked over data sets.

    ranks: shape (data sets, recipes), 1 for the best, ties share theirs. average: of each recipe.
    friedman: None with two recipes, or fewer than `FEWEST` data sets; so with ``pairs``, empty then.
    critical_difference: Nemenyi's, NaN then. groups: recipes that the tests do not tell apart, as places, best
    first; each as large as possible.
    """

    ranks: Floats
    average: Floats
    friedman: Friedman | None
    pairs: list[RankedPair]
    critical_difference: float
    groups: list[list[int]]


def rank(scores: npt.ArrayLike, alpha: float = 0.05) -> Ranks:
    """Ranks recipes by scores of shape (data sets, recipes), higher being better, none of them NaN.

    Pairs are tested only if Friedman's test rejects at alpha; otherwise all recipes are one group.
    Raises InputError for another shape, or NaN.
    """
    table = np.asarray(scores, dtype=np.float64)
    if table.ndim != 2 or 0 in table.shape or np.isnan(table).any():
        raise InputError(f"ranks need scores of shape (data sets, recipes), none missing: got {table.shape}")
    sets, recipes = table.shape
    rounded = np.round(table, 12)  # 0.1 + 0.2 and 0.3 are a tie
    ranks = importlib.import_module("scipy.stats").rankdata(-rounded, axis=1)
    average = ranks.mean(axis=0)
    everyone = np.argsort(average, kind="stable").tolist()
    if sets < FEWEST or recipes < 2:
        return Ranks(ranks, average, None, [], math.nan, [everyone] if recipes > 1 else [])
    friedman = _friedman(ranks) if recipes > 2 else None
    pairs = _pairs(rounded)
    told_apart: set[tuple[int, int]] = set()
    if friedman is None or friedman.p_value <= alpha:
        told_apart = {(pair.a, pair.b) for pair in pairs if pair.p_corrected <= alpha}
    return Ranks(
        ranks,
        average,
        friedman,
        pairs,
        critical_difference(recipes, sets, alpha),
        _groups(everyone, told_apart),
    )


def critical_difference(recipes: int, sets: int, alpha: float = 0.05) -> float:
    """Nemenyi's: q sqrt(k (k + 1) / (6 N)) for k recipes and N data sets, q the Studentized range's over sqrt(2)."""
    q = float(importlib.import_module("scipy.stats").studentized_range.ppf(1 - alpha, recipes, math.inf))
    return q / math.sqrt(2) * math.sqrt(recipes * (recipes + 1) / (6 * sets))


def fewest_sets(recipes: int, alpha: float = 0.05) -> int:
    """The fewest data sets on which one pair of recipes, winning all of them, could be told apart after Holm."""
    comparisons = recipes * (recipes - 1) // 2
    return max(FEWEST, math.ceil(math.log2(2 * comparisons / alpha)))


def signed_rank(differences: npt.ArrayLike) -> tuple[float, float]:
    """Wilcoxon's two-sided signed-rank test: the sum of signed ranks, and its p-value.

    Exact for any number of differences, ties included. Differences of zero are left out. Under the null hypothesis each
    rank's sign is a fair coin; the distribution of the sum of the positive ranks is built up rank by rank, in halves,
    which is what tied ranks come in.

    Source: Wilcoxon (1945), Individual Comparisons by Ranking Methods, Biometrics Bulletin 1.
    """
    row = np.asarray(differences, dtype=np.float64).ravel()
    row = row[row != 0]
    if row.size == 0:
        return 0.0, 1.0
    # Differences that float64 cannot tell apart are ties: 0.98 - 0.97 and 0.97 - 0.96 are one step of an accuracy.
    sizes = np.round(np.divide(np.abs(row), float(np.abs(row).max())), 12)
    doubled = np.rint(2 * importlib.import_module("scipy.stats").rankdata(sizes)).astype(np.int64)
    positive, every = int(doubled[row > 0].sum()), int(doubled.sum())
    smaller = min(positive, every - positive)
    chance = np.zeros(smaller + 1)  # of each sum up to the one observed
    chance[0] = 1.0
    for rank in doubled:
        chance[rank:] += chance[: max(0, chance.size - rank)].copy()
        chance /= 2
    return positive - every / 2, min(1.0, 2.0 * float(chance.sum()))


def _friedman(ranks: Floats) -> Friedman:
    stats: Any = importlib.import_module("scipy.stats")
    sets, recipes = ranks.shape
    if (ranks == ranks[:, :1]).all():
        return Friedman(0.0, 0.0, 1.0)
    chi_squared = float(stats.friedmanchisquare(*ranks.T).statistic)
    room = sets * (recipes - 1) - chi_squared
    if room <= 1e-9:  # the same order on every data set
        return Friedman(chi_squared, math.inf, 0.0)
    f = (sets - 1) * chi_squared / room
    return Friedman(chi_squared, f, float(stats.f.sf(f, recipes - 1, (recipes - 1) * (sets - 1))))


def _pairs(table: Floats) -> list[RankedPair]:
    places = list(combinations(range(table.shape[1]), 2))
    tested = [signed_rank(table[:, a] - table[:, b]) for a, b in places]
    corrected = holm([p for _, p in tested])
    return [
        RankedPair(a, b, float((1 + np.sign(table[:, a] - table[:, b])).sum() / 2), total, p, float(after))
        for (a, b), (total, p), after in zip(places, tested, corrected, strict=True)
    ]


def _groups(order: list[int], told_apart: set[tuple[int, int]]) -> list[list[int]]:
    """Runs of neighbours in rank in which no two are told apart, none inside another; single recipes are none."""
    found: list[list[int]] = []
    end = 0
    for start in range(len(order)):
        stop = start + 1
        while stop < len(order) and not any(
            (min(a, order[stop]), max(a, order[stop])) in told_apart for a in order[start:stop]
        ):
            stop += 1
        if stop > end and stop - start > 1:
            found.append(order[start:stop])
        end = max(end, stop)
    return found
