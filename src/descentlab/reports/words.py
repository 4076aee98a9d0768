"""Numbers as people read them: scores, differences, rates, p-values."""

import math

from descentlab.experiments.ranking import Compared
from descentlab.experiments.result import Result
from descentlab.experiments.sentences import more_seeds
from descentlab.experiments.statistics import MOST_SEEDS
from descentlab.experiments.wording import count as count
from descentlab.experiments.wording import listed as listed
from descentlab.experiments.wording import p_value as p_value

NOTHING = "–"
"""Stands where there is no number."""


def measure(task: str) -> str:
    """The score's name: "accuracy" or "R²"."""
    return "accuracy" if task == "classification" else "R²"


def score(value: float | None, percent: bool) -> str:
    """A score, such as 97.05% or 0.4512."""
    if value is None or not math.isfinite(value):
        return NOTHING
    return f"{100 * value:.2f}%" if percent else _minus(f"{value:.4f}")


def difference(value: float, percent: bool) -> str:
    """A signed difference, in points where scores are percentages."""
    if not math.isfinite(value):
        return NOTHING
    text = f"{100 * value:+.2f}" if percent else f"{value:+.4f}"
    return _minus(text.replace("-", "+") if float(text) == 0 else text)


def rate(value: float) -> str:
    """A learning rate in three digits."""
    return f"{value:.3g}"


def share(value: float) -> str:
    """A share as a percentage without decimals."""
    return f"{100 * value:.0f}%"


def more(pair: Compared) -> str:
    """How many more seeds would give a pair a verdict, and which: "12 (equivalent)"; nothing where it has one."""
    if pair.seeds is None:
        return NOTHING
    seeds, word = more_seeds(pair.seeds, pair.n)
    return f"> {MOST_SEEDS:,}" if seeds is None else f"{seeds:,} ({word})"


def both(verdict: str, equivalent: bool) -> str:
    """A verdict in words: both, where a difference is shown and shown to be too small to matter."""
    return f"{verdict}, yet equivalent" if equivalent and verdict != "equivalent" else verdict


def target_from(result: Result) -> str:
    """Where the target comes from."""
    baseline = result.recipes[0]
    if baseline.choice is None:
        return (
            f"the median validation score of {baseline.name}, the first recipe, whose rate was given, in its own runs: "
            "about half of them reach it by definition"
        )
    at = "at the rate that all studies together speak for" if baseline.choices else "at the rate chosen"
    return (
        f"the median validation score of {baseline.name}, the first recipe, {at}, in the selection runs, "
        "on other seeds than those compared; a diverged run counts as the lowest"
    )


def _minus(text: str) -> str:
    return text.replace("-", "−")
