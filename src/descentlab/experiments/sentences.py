"""What a comparison of recipes says, in plain sentences."""

from collections.abc import Sequence
from typing import NamedTuple

from descentlab.experiments.ranking import Compared, Comparison, Seeds, Standing
from descentlab.experiments.statistics import MOST_SEEDS, POWER, seeds_needed, smallest_p
from descentlab.experiments.wording import NAMED, count, listed, p_equals

_NOTHING = "nothing can be compared"


class Edge(NamedTuple):
    """A tuned setting whose best value is the first or last that was tried."""

    recipe: str
    setting: str
    value: float


def sentences(
    comparison: Comparison,
    *,
    score_name: str = "test accuracy",
    as_percent: bool = True,
    edges: Sequence[Edge] = (),
) -> list[str]:
    """The verdict for people: outcome, differences shown, what more seeds would do, diverged runs, edges, limits."""
    recipes = comparison.recipes
    said = [_outcome(comparison, score_name, as_percent)]
    shown = {pair.recipe_b: pair for pair in comparison.pairs if pair.recipe_a == comparison.leader}
    said += [_difference(shown[name], "better", comparison, as_percent) for name in comparison.better]
    said += [_difference(shown[name], "worse", comparison, as_percent) for name in comparison.worse]
    undecided = [shown[name] for name in comparison.indistinguishable]
    said += _undecided(undecided, comparison.band, size(comparison.band, as_percent))
    said += [_diverged(r, _score(comparison.worst, as_percent)) for r in recipes if r.diverged]
    said += _too_few_seeds(comparison)
    said += [
        f"The best {edge.setting.replace('_', ' ')} of {edge.recipe} ({edge.value:g}) "
        "lies at the edge of its grid: widen it."
        for edge in edges
    ]
    return [*said, "Holds for this data set, this test part and this budget."]


def size(difference: float, as_percent: bool) -> str:
    """A difference without its sign, as exact as it must be to be told from zero: "0.3 points", "0.0123"."""
    if not as_percent:
        return f"{abs(difference):.3g}"
    points = f"{100 * abs(difference):.3g}"
    return f"{points} point" if points == "1" else f"{points} points"


def more_seeds(seeds: Seeds, n: int) -> tuple[int | None, str]:
    """How many seeds beyond n would give a pair a verdict, and which; None where more than 1,000 would be needed."""
    needed = [(many, word) for many, word in zip(seeds, ("different", "equivalent"), strict=False) if many]
    if not needed:
        return None, ""
    many, word = min(needed)
    return max(1, many - n), word


def _outcome(comparison: Comparison, score_name: str, as_percent: bool) -> str:
    """The first sentence."""
    leader, recipes = comparison.leader, comparison.recipes
    score = {r.recipe: f"{r.recipe} ({_score(r.mean, as_percent)})" for r in recipes}
    if recipes[0].diverged == recipes[0].n:
        rest = "nothing can be compared with it" if any(r.diverged < r.n for r in recipes) else _NOTHING
        return f"All runs of {leader}, best on validation data, diverged: {rest}."
    over = f"{score_name} over {count(recipes[0].n, 'seed')}"
    if len(recipes) == 1:
        return f"Nothing to compare: {score[leader]} is the only recipe; {over}."
    if comparison.outcome == "winner":
        others = "the other recipe" if len(recipes) == 2 else f"each of the {len(recipes) - 1} other recipes"
        return f"The winner is {score[leader]}: better than {others} on {over}."
    found: list[str] = []
    if comparison.equivalent:
        named = _listed([score[name] for name in comparison.equivalent])
        found.append(f"is equivalent to {named} (within {size(comparison.band, as_percent)})")
    if comparison.indistinguishable:
        named = _listed([score[name] for name in comparison.indistinguishable])
        found.append(f"cannot be told apart from {named}")
    if found:
        return f"No single winner: {score[leader]}, best on validation data, {', and '.join(found)} on {over}."
    named = _listed([score[name] for name in comparison.better])
    return f"No single winner: {score[leader]} led on validation data, but on {over} it lost to {named}."


def _difference(pair: Compared, word: str, comparison: Comparison, as_percent: bool) -> str:
    """How much recipe B is better or worse than the leader."""
    ends = (pair.low, pair.high) if pair.difference > 0 else (-pair.high, -pair.low)
    if as_percent:
        small = abs(pair.difference) < 0.001
        by, low, high = (f"{100 * x:.{2 if small else 1}f}" for x in (abs(pair.difference), *ends))
        by += " points"
    else:
        by, low, high = (f"{x:.3g}" for x in (abs(pair.difference), *ends))
    certain = (
        f"{100 * (1 - comparison.alpha):g}% interval {low} to {high}, corrected {p_equals(pair.p_corrected)}"
    )
    same = f": equivalent in practice, within {size(comparison.band, as_percent)}" if pair.equivalent else ""
    return f"{pair.recipe_b} is {word} than {pair.recipe_a} by {by} ({certain}){same}."


def _undecided(pairs: Sequence[Compared], band: float, within: str) -> list[str]:
    """How many more seeds would tell each recipe from the leader, where there are enough to guess from."""
    found: dict[str, list[tuple[int, str]]] = {"different": [], "equivalent": [], "": []}
    guessed = [(pair, pair.seeds) for pair in pairs if pair.seeds is not None]
    for pair, seeds in guessed:
        many, word = more_seeds(seeds, pair.n)
        found[word].append((many or 0, pair.recipe_b))
    said = [
        _takes(word, pairs[0].recipe_a, sorted(found[word]))
        for word in ("different", "equivalent")
        if found[word]
    ]
    if found[""]:
        names = _listed([name for _, name in found[""]])
        said.append(
            f"To tell {names} apart from {pairs[0].recipe_a} no number up to {MOST_SEEDS:,} seeds would do."
        )
    enough = [seeds.band for pair, seeds in guessed if abs(pair.difference) < band]
    most = max((many for many in enough if many is not None), default=0)
    if None in enough or most <= (pairs[0].n if pairs else 0):
        return said
    return [*said, f"A difference of {within} would show with about {most:,} seeds in all."]


def _takes(word: str, leader: str, needed: Sequence[tuple[int, str]]) -> str:
    """How many more seeds some recipes need for a verdict. needed: numbers and names."""
    names = _listed([name for _, name in needed])
    what = (
        f"tell {names} apart from {leader}"
        if word == "different"
        else f"show {names} to be equivalent to {leader}"
    )
    fewest, most = needed[0][0], needed[-1][0]
    many = count(fewest, "more seed") if fewest == most else f"{fewest:,} to {most:,} more seeds"
    if 1 < len(needed) <= NAMED and fewest < most:
        many = f"{listed([f'{many:,}' for many, _ in needed])} more seeds"
    the = "difference is" if len(needed) == 1 else "differences are"
    one = "one" if len(needed) == 1 else "ones"
    return f"To {what} takes about {many} ({POWER:.0%} chance, if the {the} the {one} seen)."


def _diverged(standing: Standing, worst: str) -> str:
    lost, n = standing.diverged, standing.n
    it = "it counts" if lost == 1 else "they count"
    return f"{lost} of {count(n, 'run')} of {standing.recipe} diverged; {it} as the worst score ({worst})."


def _too_few_seeds(comparison: Comparison) -> list[str]:
    """Where even the clearest result, one side better in every seed, could not reach alpha."""
    n, alpha = comparison.recipes[0].n, comparison.alpha
    own, every = len(comparison.recipes) - 1, len(comparison.pairs)
    if own and own * smallest_p(n) > alpha:
        corrected = f" corrected for {own} comparisons" if own > 1 else ""
        return [
            f"With {count(n, 'seed')} no difference can reach p = {alpha:g} "
            f"in an exact paired test{corrected}; use at least {seeds_needed(own, alpha)}."
        ]
    if every > own and every * smallest_p(n) > alpha:
        return [
            f"Between the other recipes {count(n, 'seed')} cannot show a difference ({every} comparisons); "
            f"use at least {seeds_needed(every, alpha)}."
        ]
    return []


def _score(value: float, as_percent: bool) -> str:
    return f"{100 * value:.1f}%" if as_percent else f"{value:.3f}"


def _listed(parts: Sequence[str]) -> str:
    return listed(parts, NAMED)
