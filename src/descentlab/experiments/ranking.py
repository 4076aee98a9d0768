"""Which recipe is best: all recipes compared with the leader, and with each other.

The *leader* is the recipe with the best mean validation score, chosen before test scores are looked at. The
k - 1 comparisons of the leader with each other recipe on test scores are the primary family, Holm-corrected
among themselves. All other pairs (of up to 40 recipes) are exploratory, corrected over all k (k - 1) / 2. So
the question that was asked keeps its power, and what is merely noticed on the way must clear a higher bar.

Two questions are asked of a pair: is there a difference, and is it too small to matter, that is, within the *band*?
Either may be shown, or both, or neither, which is not the same as equal. Each kind of claim is corrected for itself.
"No winner" is a legal verdict.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from descentlab.errors import InputError, SettingError, one_of
from descentlab.experiments.statistics import (
    FEWEST,
    Floats,
    Interval,
    Pair,
    holm,
    interval,
    pairs,
    replace_diverged,
    seeds_for_difference,
    seeds_for_equivalence,
    worst_score,
)

MOST_EXPLORED = 40
"""Recipes up to which all pairs are compared; of more, only the leader's."""

BAND = 0.01
"""Differences up to this make no difference in practice: one point of accuracy, 0.01 of R2."""

Verdict = Literal["better", "worse", "equivalent", "no difference shown"]


class Standing(NamedTuple):
    """One recipe's test scores over all seeds, diverged runs counted as the worst score."""

    recipe: str
    mean: float
    low: float
    high: float
    n: int
    diverged: int
    method: str


class Seeds(NamedTuple):
    """With how many seeds in all a pair would have a verdict, with a chance of 80% at the corrected level.

    difference: to show a difference, if the true one is the one seen. equivalence: to show that it lies within the
    band, if the true one is the one seen. band: to show a difference as large as the band, where the one seen is
    smaller. None: more than 1,000, or never.
    """

    difference: int | None
    equivalence: int | None
    band: int | None


class Compared(NamedTuple):
    """Recipe A against recipe B over the same seeds (see `statistics.Pair`); the verdict is on A.

    equivalent: the difference is shown to lie within the band, whether or not it is also shown to be one.
    seeds: None where there is a verdict, or too few seeds to guess from.
    """

    recipe_a: str
    recipe_b: str
    difference: float
    low: float
    high: float
    n: int
    p_value: float
    p_corrected: float
    test: str
    probability: float
    probability_low: float
    probability_high: float
    p_equivalent: float
    p_equivalent_corrected: float
    equivalent: bool
    family: Literal["leader", "exploratory"]
    verdict: Verdict
    seeds: Seeds | None


class Comparison(NamedTuple):
    """All recipes of an experiment compared. The lists are of verdicts against the leader, best mean first."""

    leader: str
    outcome: Literal["winner", "no winner"]
    indistinguishable: list[str]
    """Recipes neither shown to differ from the leader nor shown to be equivalent."""
    worse: list[str]
    better: list[str]
    """Recipes better than the leader: it led on validation data and lost on test data."""
    recipes: list[Standing]
    pairs: list[Compared]
    """The leader's pairs first, with the leader as recipe A."""
    worst: float
    """What a diverged run counts as."""
    alpha: float
    equivalent: list[str]
    """Recipes shown to be equivalent to the leader, and not shown to differ."""
    band: float
    """Differences up to this make no difference in practice; 0 where that was not asked."""


def band_for(asked: float | None, test_examples: int | None) -> float:
    """The band of an experiment. test_examples: in classification, where a band below one of them makes no sense.

    asked: 0 for no band; None for `BAND`, or one test example where that is more. Raises SettingError.
    """
    smallest = 1 / test_examples if test_examples else 0.0
    if asked is None:
        return max(BAND, smallest)
    if isinstance(asked, bool) or not math.isfinite(asked) or asked < 0:
        raise SettingError(f"equivalence is {asked!r}; it must be a difference such as {BAND}, or 0 for none")
    if test_examples and 0 < asked < smallest * (1 - 1e-9):
        raise SettingError(
            f"equivalence is {asked:g}, less than one of {test_examples} test examples ({smallest:.4g}): give at "
            "least that, or 0 for none"
        )
    return float(asked)


def compare(
    scores: Mapping[str, npt.ArrayLike],
    leader: str,
    *,
    worst: float | None = None,
    higher_is_better: bool = True,
    alpha: float = 0.05,
    best: float | None = None,
    band: float = 0.0,
    seed: int = 0,
) -> Comparison:
    """Compare every recipe with the leader, and with each other.

    scores: for each recipe its test scores, shape (n,), aligned by seed; not finite where a run diverged.
    worst: what a diverged run counts as (see `statistics.worst_score`); 0 for an accuracy. best: the best score there
    can be; intervals of means end at these two.
    band: differences up to this make no difference; 0: equivalence is not asked.

    A difference is shown if its corrected p-value is at most alpha *and* its 1 - alpha interval excludes zero.
    Equivalence is shown if its corrected p-value is at most alpha *and* the same interval lies within the band.
    Raises InputError when the leader is not among the recipes or the numbers of scores differ or are zero.
    """
    names, raw = _aligned(scores, leader)
    table = replace_diverged(raw, worst, higher_is_better)
    diverged = np.count_nonzero(~np.isfinite(raw), axis=1)
    counts_as = worst_score(raw, worst, higher_is_better)
    far = math.inf if higher_is_better else -math.inf
    ends = sorted([far if best is None else best, -far if worst is None else counts_as])
    recipes = [
        _standing(name, interval(row, 1 - alpha, seed), int(count), ends)
        for name, row, count in zip(names, table, diverged, strict=True)
    ]
    compared = _pairs(names, table, diverged < table.shape[1], higher_is_better, alpha, band, seed)
    own = len(names) - 1
    best_first = sorted(compared[:own], key=lambda pair: pair.difference * (1 if higher_is_better else -1))
    others: dict[Verdict, list[str]] = {"better": [], "worse": [], "equivalent": [], "no difference shown": []}
    for pair in best_first:
        others[pair.verdict].append(pair.recipe_b)
    return Comparison(
        leader=leader,
        outcome="winner" if best_first and len(others["better"]) == own else "no winner",
        indistinguishable=others["no difference shown"],
        worse=others["better"],
        better=others["worse"],
        recipes=recipes,
        pairs=compared,
        worst=counts_as,
        alpha=alpha,
        equivalent=others["equivalent"],
        band=band,
    )


def _aligned(scores: Mapping[str, npt.ArrayLike], leader: str) -> tuple[list[str], Floats]:
    """The recipes, the leader first, and their scores, (recipes, seeds)."""
    if leader not in scores:
        raise InputError(one_of("recipe", leader, scores))
    names = [leader, *(name for name in scores if name != leader)]
    rows = {name: np.asarray(scores[name], dtype=np.float64) for name in names}
    for name, row in rows.items():
        if row.shape != rows[leader].shape or row.ndim != 1 or row.size == 0:
            raise InputError(
                f"every recipe needs a score for each of the same seeds, at least one: "
                f"'{name}' has scores of shape {row.shape}, '{leader}' of {rows[leader].shape}"
            )
    return names, np.stack(list(rows.values()))


def _pairs(
    names: Sequence[str],
    table: Floats,
    ended: npt.NDArray[np.bool_],
    higher_is_better: bool,
    alpha: float,
    band: float,
    seed: int,
) -> list[Compared]:
    """The leader's pairs, and all others where they are not too many to look at.

    ended: of each recipe, whether any run did; two of which none did are not equivalent, but both unknown.
    """
    first, second = np.triu_indices(len(names), k=1)  # the leader's pairs come first
    own = len(names) - 1
    if len(names) > MOST_EXPLORED:
        first, second = first[:own], second[:own]
    known = ended[first] | ended[second]
    found = [
        pair if one else pair._replace(p_equivalent=1.0)
        for pair, one in zip(
            pairs(table[first], table[second], higher_is_better, 1 - alpha, seed, band), known, strict=True
        )
    ]
    corrected = _corrected([pair.p_value for pair in found], own)
    equivalent = _corrected([pair.p_equivalent for pair in found], own)
    result: list[Compared] = []
    for i, (a, b) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        pair, family_size = found[i], own if a == 0 else len(found)
        same = equivalent[i] <= alpha and -band < pair.low and pair.high < band
        verdict = _verdict(pair, corrected[i], same, alpha, higher_is_better)
        seeds = None
        if verdict == "no difference shown" and pair.n >= FEWEST and known[i]:
            spread = float(np.std(table[a] - table[b], ddof=1))
            seeds = _seeds(pair.difference, spread, band, alpha / family_size, alpha / 2)
        result.append(
            Compared(
                recipe_a=names[a],
                recipe_b=names[b],
                p_corrected=corrected[i],
                p_equivalent_corrected=equivalent[i],
                equivalent=same,
                family="leader" if a == 0 else "exploratory",
                verdict=verdict,
                seeds=seeds,
                **pair._asdict(),
            )
        )
    return result


def _corrected(p_values: Sequence[float], own: int) -> list[float]:
    """Holm-corrected: the leader's pairs, which come first, among themselves, the others over all."""
    return [*holm(p_values[:own]).tolist(), *holm(p_values)[own:].tolist()]


def _seeds(difference: float, spread: float, band: float, level: float, one_sided: float) -> Seeds:
    """level: of the first step of Holm's correction. one_sided: of the interval, which must agree with the test."""
    return Seeds(
        difference=seeds_for_difference(difference, spread, level),
        equivalence=seeds_for_equivalence(difference, spread, band, min(level, one_sided)),
        band=seeds_for_difference(band, spread, level) if abs(difference) < band else None,
    )


def _standing(name: str, found: Interval, diverged: int, ends: Sequence[float]) -> Standing:
    """A few equal scores say nothing of their spread: below `FEWEST` they have no interval."""
    if found.method == "constant" and found.n < FEWEST:
        return Standing(name, found.mean, math.nan, math.nan, found.n, diverged, "too few, all equal")
    low, high = np.clip([found.low, found.high], ends[0], ends[1]).tolist()
    return Standing(name, found.mean, low, high, found.n, diverged, found.method)


def _verdict(pair: Pair, p_corrected: float, equivalent: bool, alpha: float, higher_is_better: bool) -> Verdict:
    """The verdict on recipe A. Without an interval (NaN, one seed) nothing is shown."""
    if p_corrected > alpha or not (pair.low > 0 or pair.high < 0):
        return "equivalent" if equivalent else "no difference shown"
    return "better" if (pair.low > 0) == higher_is_better else "worse"
