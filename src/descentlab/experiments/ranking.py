"""Which recipe is best: all recipes compared with the leader, and the verdict in plain sentences.

The *leader* is the recipe with the best mean validation score, chosen before test scores are looked at. The
k - 1 comparisons of the leader with each other recipe on test scores are the primary family, Holm-corrected
among themselves. All other pairs (of up to 40 recipes) are exploratory, corrected over all k (k - 1) / 2. So
the question that was asked keeps its power, and what is merely noticed on the way must clear a higher bar.

"No winner" is a legal verdict: recipes that cannot be told apart from the leader are named, not ranked.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from descentlab.errors import InputError, one_of
from descentlab.experiments.statistics import (
    Floats,
    Interval,
    Pair,
    holm,
    interval,
    pairs,
    replace_diverged,
    seeds_needed,
    smallest_p,
    worst_score,
)

MOST_EXPLORED = 40
"""Recipes up to which all pairs are compared; of more, only the leader's."""

_NAMED = 8
"""Recipes that a sentence names at most."""

Verdict = Literal["better", "worse", "no difference shown"]


class Standing(NamedTuple):
    """One recipe's test scores over all seeds, diverged runs counted as the worst score."""

    recipe: str
    mean: float
    low: float
    high: float
    n: int
    diverged: int
    method: str


class Compared(NamedTuple):
    """Recipe A against recipe B over the same seeds (see `statistics.Pair`); the verdict is on A."""

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
    family: Literal["leader", "exploratory"]
    verdict: Verdict


class Comparison(NamedTuple):
    """All recipes of an experiment compared."""

    leader: str
    outcome: Literal["winner", "no winner"]
    indistinguishable: list[str]
    """Recipes that cannot be told apart from the leader, best first (as in the next two)."""
    worse: list[str]
    better: list[str]
    """Recipes better than the leader: it led on validation data and lost on test data."""
    recipes: list[Standing]
    pairs: list[Compared]
    """The leader's pairs first, with the leader as recipe A."""
    worst: float
    """What a diverged run counts as."""
    alpha: float


class Edge(NamedTuple):
    """A tuned setting whose best value is the first or last that was tried."""

    recipe: str
    setting: str
    value: float


def compare(
    scores: Mapping[str, npt.ArrayLike],
    leader: str,
    *,
    worst: float | None = None,
    higher_is_better: bool = True,
    alpha: float = 0.05,
    seed: int = 0,
) -> Comparison:
    """Compare every recipe with the leader, and with each other.

    scores: for each recipe its test scores, shape (n,), aligned by seed; not finite where a run diverged.
    worst: what a diverged run counts as (see `statistics.worst_score`); 0 for an accuracy.

    A difference is shown if its corrected p-value is at most alpha *and* its 1 - alpha interval excludes zero.
    Raises InputError when the leader is not among the recipes or the numbers of scores differ or are zero.
    """
    names, raw = _aligned(scores, leader)
    table = replace_diverged(raw, worst, higher_is_better)
    diverged = np.count_nonzero(~np.isfinite(raw), axis=1)
    recipes = [
        _standing(name, interval(row, 1 - alpha, seed), int(count))
        for name, row, count in zip(names, table, diverged, strict=True)
    ]
    compared = _pairs(names, table, higher_is_better, alpha, seed)
    own = len(names) - 1
    best_first = sorted(compared[:own], key=lambda pair: pair.difference * (1 if higher_is_better else -1))
    others: dict[Verdict, list[str]] = {"better": [], "worse": [], "no difference shown": []}
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
        worst=worst_score(raw, worst, higher_is_better),
        alpha=alpha,
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
    names: Sequence[str], table: Floats, higher_is_better: bool, alpha: float, seed: int
) -> list[Compared]:
    """The leader's pairs, and all others where they are not too many to look at."""
    first, second = np.triu_indices(len(names), k=1)  # the leader's pairs come first
    own = len(names) - 1
    if len(names) > MOST_EXPLORED:
        first, second = first[:own], second[:own]
    found = pairs(table[first], table[second], higher_is_better, 1 - alpha, seed)
    p_values = [pair.p_value for pair in found]
    corrected = [*holm(p_values[:own]), *holm(p_values)[own:]]
    return [
        Compared(
            recipe_a=names[a],
            recipe_b=names[b],
            p_corrected=float(p),
            family="leader" if a == 0 else "exploratory",
            verdict=_verdict(pair, float(p), alpha, higher_is_better),
            **pair._asdict(),
        )
        for a, b, pair, p in zip(first.tolist(), second.tolist(), found, corrected, strict=True)
    ]


def _standing(name: str, found: Interval, diverged: int) -> Standing:
    return Standing(name, found.mean, found.low, found.high, found.n, diverged, found.method)


def _verdict(pair: Pair, p_corrected: float, alpha: float, higher_is_better: bool) -> Verdict:
    """The verdict on recipe A. Without an interval (NaN, one seed) nothing is shown."""
    if p_corrected > alpha or not (pair.low > 0 or pair.high < 0):
        return "no difference shown"
    return "better" if (pair.low > 0) == higher_is_better else "worse"


def sentences(
    comparison: Comparison,
    *,
    score_name: str = "test accuracy",
    as_percent: bool = True,
    edges: Sequence[Edge] = (),
) -> list[str]:
    """The verdict for people: outcome, differences shown, diverged runs, too few seeds, grid edges, limits."""
    leader, recipes = comparison.leader, comparison.recipes
    score = {r.recipe: f"{r.recipe} ({_score(r.mean, as_percent)})" for r in recipes}
    over = f"{score_name} over {_count(recipes[0].n, 'seed')}"
    others = "the other recipe" if len(recipes) == 2 else f"each of the {len(recipes) - 1} other recipes"

    if len(recipes) == 1:
        said = [f"Nothing to compare: {score[leader]} is the only recipe; {over}."]
    elif comparison.outcome == "winner":
        said = [f"The winner is {score[leader]}: better than {others} on {over}."]
    elif comparison.indistinguishable:
        named = _listed([score[name] for name in comparison.indistinguishable])
        said = [
            f"No single winner: {score[leader]}, best on validation data, cannot be told apart "
            f"from {named} on {over}."
        ]
    else:
        named = _listed([score[name] for name in comparison.better])
        said = [f"No single winner: {score[leader]} led on validation data, but on {over} it lost to {named}."]

    shown = {pair.recipe_b: pair for pair in comparison.pairs if pair.recipe_a == leader}
    said += [_difference(shown[name], "better", comparison.alpha, as_percent) for name in comparison.better]
    said += [_difference(shown[name], "worse", comparison.alpha, as_percent) for name in comparison.worse]
    said += [_diverged(r, _score(comparison.worst, as_percent)) for r in recipes if r.diverged]
    said += _too_few_seeds(comparison)
    said += [
        f"The best {edge.setting.replace('_', ' ')} of {edge.recipe} ({edge.value:g}) "
        "lies at the edge of its grid: widen it."
        for edge in edges
    ]
    return [*said, "Holds for this data set, this test part and this budget."]


def _difference(pair: Compared, word: str, alpha: float, as_percent: bool) -> str:
    """How much recipe B is better or worse than the leader."""
    ends = (pair.low, pair.high) if pair.difference > 0 else (-pair.high, -pair.low)
    if as_percent:
        small = abs(pair.difference) < 0.001
        size, low, high = (f"{100 * x:.{2 if small else 1}f}" for x in (abs(pair.difference), *ends))
        size += " points"
    else:
        size, low, high = (f"{x:.3g}" for x in (abs(pair.difference), *ends))
    p = "p < 0.001" if pair.p_corrected < 0.001 else f"p = {pair.p_corrected:.2g}"
    certain = f"{100 * (1 - alpha):g}% interval {low} to {high}, corrected {p}"
    return f"{pair.recipe_b} is {word} than {pair.recipe_a} by {size} ({certain})."


def _diverged(standing: Standing, worst: str) -> str:
    count, n = standing.diverged, standing.n
    it = "it counts" if count == 1 else "they count"
    return f"{count} of {_count(n, 'run')} of {standing.recipe} diverged; {it} as the worst score ({worst})."


def _too_few_seeds(comparison: Comparison) -> list[str]:
    """Where even the clearest result, one side better in every seed, could not reach alpha."""
    n, alpha = comparison.recipes[0].n, comparison.alpha
    own, every = len(comparison.recipes) - 1, len(comparison.pairs)
    if own and own * smallest_p(n) > alpha:
        corrected = f" corrected for {own} comparisons" if own > 1 else ""
        return [
            f"With {_count(n, 'seed')} no difference can reach p = {alpha:g} "
            f"in an exact paired test{corrected}; use at least {seeds_needed(own, alpha)}."
        ]
    if every > own and every * smallest_p(n) > alpha:
        return [
            f"Between the other recipes {_count(n, 'seed')} cannot show a difference ({every} comparisons); "
            f"use at least {seeds_needed(every, alpha)}."
        ]
    return []


def _score(value: float, as_percent: bool) -> str:
    return f"{100 * value:.1f}%" if as_percent else f"{value:.3f}"


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _listed(names: Sequence[str]) -> str:
    """Names in a sentence, the first ones of many."""
    if len(names) > _NAMED:
        return f"{', '.join(names[: _NAMED - 1])} and {len(names) - _NAMED + 1} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
