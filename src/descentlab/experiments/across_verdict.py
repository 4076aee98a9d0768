"""What several data sets say together, as sentences and as a table of text."""

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from descentlab.experiments.statistics.across import FEWEST_SEEDS, Estimate
from descentlab.experiments.statistics.ranks import FEWEST, fewest_sets
from descentlab.experiments.tables import aligned
from descentlab.experiments.wording import NAMED, count, p_equals
from descentlab.experiments.wording import listed as _all_listed

if TYPE_CHECKING:
    from descentlab.experiments.across import Across, ComparedAcross


_SURE = 5
"""Seeds on each data set from which 95% intervals cover what they say (see `statistics.across`)."""


def sentences(across: "Across") -> list[str]:
    """The verdict for people: outcome, differences shown, ranks, what to know, limits."""
    return [
        _outcome(across),
        *_differences(across),
        *_ranks(across),
        *_diverged(across),
        *notes(across),
        *limits(across),
    ]


def notes(across: "Across") -> list[str]:
    """What is not the same on all data sets, or was left out."""
    said: list[str] = []
    if across.left_out:
        told = [f"{name} (only {_listed(on)})" for name, on in across.left_out.items()]
        said.append(f"Left out, as not in all experiments: {_listed(told)}.")
    seeds = {label: result.config["seeds"] for label, result in zip(across.data, across.results, strict=True)}
    if len(set(seeds.values())) > 1:
        more = [f"{n} on {label}" for label, n in seeds.items() if n > across.seeds]
        said.append(f"The first {across.seeds} seeds of each data set are used; there are {_listed(more)}.")
    said += [f"Not the same on all data sets: {one}." for one in _unlike(across)]
    flat = [label for i, label in enumerate(across.data) if across.scale.high[i] == across.scale.low[i]]
    if flat and across.normalize == "range":
        said.append(
            f"All runs have the same score on {_listed(flat)}, which tells nothing: it counts one half for all."
        )
    if across.seeds < FEWEST_SEEDS:
        said.append(
            f"With fewer than {FEWEST_SEEDS} seeds on each data set there are no intervals, and no difference is shown."
        )
    elif across.seeds < _SURE:
        said.append(
            f"With {across.seeds} seeds on each data set the spread is hardly known: of 95% intervals only about 90% "
            "hold the true value."
        )
    if across.seeds * len(across.data) < 4:
        said.append("Of fewer than 4 runs the interquartile mean is the plain mean.")
    return said


def limits(across: "Across") -> list[str]:
    """What the result holds for."""
    if across.normalize == "range":
        scale = (
            "Scores are normalised: on each data set 0 is the lowest and 1 the highest score of all runs of these "
            "recipes, so that with other recipes they would be others; intervals take this scale for known."
        )
    else:
        about = "accuracies as they are" if across.percent else "R2 as it is"
        scale = f"Scores are {about}: a data set on which they spread widely weighs more."
    return [
        scale,
        "The interquartile mean leaves out up to a quarter of the runs at either end, diverged ones among them; the "
        "verdict rests on the mean.",
        f"Intervals tell what other seeds might give. With {len(across.data)} data sets and "
        f"{count(across.seeds, 'seed')} on each, this holds on these data sets only ({_listed(across.data)}), "
        "and for these budgets.",
    ]


def table_text(across: "Across") -> str:
    """Recipes over all data sets, then their mean test scores on each; recipes as lines, best first."""
    rows = across.rows()
    head = ["recipe", "mean", f"{100 * (1 - across.alpha):g}% interval", "IQM", "median", "rank", "diverged"]
    body = [
        [
            row["recipe"],
            number(row["mean"], across.percent),
            interval(Estimate(row["mean"], row["mean_low"], row["mean_high"]), across.percent),
            number(row["iqm"], across.percent),
            number(row["median"], across.percent),
            f"{row['rank']:.2f}",
            f"{row['diverged']} of {row['n']}",
        ]
        for row in rows
    ]
    units = [result.task == "classification" for result in across.results]
    each = [
        [
            row["recipe"],
            *(number(score, unit) for score, unit in zip(row["scores"].values(), units, strict=True)),
        ]
        for row in rows
    ]
    return "\n".join(
        [
            *aligned([head, *body]),
            "",
            "mean test score on each data set",
            *aligned([["recipe", *across.data], *each]),
        ]
    )


def number(value: float, percent: bool) -> str:
    """A score in words."""
    if math.isnan(value):
        return "-"
    return f"{100 * value:.2f}%" if percent else f"{value:.3f}"


def interval(one: Estimate, percent: bool) -> str:
    """An interval in words; of NaN a dash."""
    if math.isnan(one.low):
        return "-"
    return f"{number(one.low, percent).removesuffix('%')} to {number(one.high, percent)}"


def _outcome(across: "Across") -> str:
    best, rest = across.best, across.pairs[: len(across.recipes) - 1]
    over = f"over these {len(across.data)} data sets"
    if int(across.diverged.sum()) == across.raw.size:
        return f"All runs of all recipes diverged {over}: nothing can be compared."
    mean = across.summary[best].mean
    level = f"{100 * (1 - across.alpha):g}%"
    between = "" if math.isnan(mean.low) else f", {level} interval {interval(mean, across.percent)}"
    has = f"{best} (mean {number(mean.value, across.percent)}{between})"
    open_pairs = [pair.b for pair in rest if pair.verdict == "no difference shown"]
    if not open_pairs:
        others = "the other recipe" if len(rest) == 1 else f"each of the {len(rest)} other recipes"
        return f"The winner {over} is {has}: better than {others}."
    return f"No single winner {over}: {has} is highest, and cannot be told apart from {_listed(open_pairs)}."


def _differences(across: "Across") -> Iterator[str]:
    """How much worse the others are, of those that are shown to be."""
    for pair in across.pairs[: len(across.recipes) - 1][:NAMED]:
        if pair.verdict == "no difference shown":
            continue
        wins = pair.found.improvement
        yield (
            f"{pair.b} is worse than {pair.a} by {_size(pair, across)}, corrected {p_equals(pair.p_corrected)}); "
            f"a run of {pair.a} beats one of {pair.b} with probability {wins.value:.2f} "
            f"({wins.low:.2f} to {wins.high:.2f}){_faster(pair)}."
        )
        if pair.found.difference.value * pair.found.middle.value < 0:
            yield (
                f"The interquartile means of {pair.a} and {pair.b} have the opposite order: {pair.b} does better in "
                "the middle half of its runs, and worse over all."
            )


def _size(pair: "ComparedAcross", across: "Across") -> str:
    one = pair.found.difference
    if across.percent:
        return f"{100 * one.value:.2f} points (interval {100 * one.low:.2f} to {100 * one.high:.2f}"
    return f"{one.value:.3f} (interval {one.low:.3f} to {one.high:.3f}"


def _faster(pair: "ComparedAcross") -> str:
    """The speed-up, where there is one to speak of: an interval that leaves out 1."""
    fast = pair.speed_up
    if math.isnan(fast.ratio.low) or fast.ratio.low <= 1 <= fast.ratio.high:
        return ""
    runs = fast.both + fast.only_a + fast.only_b + fast.neither
    return (
        f"; where both reached the target ({fast.both} of {runs} runs) {pair.b} took "
        f"{fast.ratio.value:.3g} times the steps of {pair.a}"
    )


def _ranks(across: "Across") -> Iterator[str]:
    ranks, sets, recipes = across.ranks, len(across.data), len(across.recipes)
    needed = fewest_sets(recipes, across.alpha)
    if sets < FEWEST:
        yield (
            f"With {sets} data sets ranks cannot be tested, so nothing is said of other data sets: "
            f"at least {FEWEST} are needed, and {needed} for two of {recipes} recipes to be told apart."
        )
        return
    if ranks.friedman is not None:
        f, p = ranks.friedman.f, ranks.friedman.p_value
        if p > across.alpha:
            yield f"Average ranks over {sets} data sets are not shown to differ (Friedman test, {p_equals(p)})."
            return
        yield f"Average ranks differ over {sets} data sets (Friedman test, F = {f:.3g}, {p_equals(p)})."
    shown = [pair for pair in ranks.pairs if pair.p_corrected <= across.alpha]
    for pair in sorted(shown, key=lambda pair: pair.p_corrected)[:NAMED]:
        first, second = (pair.a, pair.b) if pair.signed_rank > 0 else (pair.b, pair.a)
        yield (
            f"{across.recipes[first]} scores higher than {across.recipes[second]} on data sets like these "
            f"(Wilcoxon signed-rank test over {sets} data sets, corrected {p_equals(pair.p_corrected)})."
        )
    if not shown and sets < needed:
        yield f"{sets} data sets cannot tell two of {recipes} recipes apart by ranks; {needed} could."
    elif not shown:
        yield "No two recipes are told apart over data sets."


def _diverged(across: "Across") -> Iterator[str]:
    total = across.seeds * len(across.data)
    for name, lost in zip(across.recipes, across.diverged.sum(axis=0).tolist(), strict=True):
        if lost:
            it = "it counts" if lost == 1 else "they count"
            yield f"{lost} of {total} runs of {name} diverged; {it} as the worst score of their data set."


def _unlike(across: "Across") -> Iterator[str]:
    """Settings and budgets that differ between the experiments, each with the recipes it is so for."""
    of: dict[str, list[str]] = {}
    for name in across.recipes:
        asked = [_asked(across, i, name) for i in range(len(across.data))]
        for key in asked[0]:
            values = [one.get(key) for one in asked]
            if any(value != values[0] for value in values):
                told = ["tuned" if key == "learning_rate" and value is None else value for value in values]
                of.setdefault(f"{key} ({_by_data(across, told)})", []).append(name)
    for told, names in of.items():
        yield told if len(names) == len(across.recipes) else f"{told}, of {_listed(names)}"
    for key in ("rates", "selection_seeds"):
        values = [result.config[key] for result in across.results]
        if len(set(values)) > 1:
            yield f"{key.replace('_', ' ')} ({_by_data(across, values)})"


def _by_data(across: "Across", values: Sequence[Any]) -> str:
    return _listed([f"{value} on {label}" for value, label in zip(values, across.data, strict=True)])


def _asked(across: "Across", i: int, name: str) -> dict[str, Any]:
    """A recipe as it was asked for on a data set: its learning rate None where it was tuned."""
    config = across.results[i].config
    return dict(config["recipes"][list(config["names"]).index(name)])


def _listed(parts: Sequence[str]) -> str:
    return _all_listed(parts, NAMED)
