"""Selection: each recipe that leaves its learning rate open gets the best of a grid, with the same budget for all.

The grid runs evenly on a log scale over the range in which its optimizer is searched. The rate chosen has the
best mean validation score over the selection seeds; a run that diverged counts as the worst score of all. Equal
means go to the lower mean validation loss.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from descentlab import catalogue
from descentlab.contracts import Range
from descentlab.experiments.recipe import Recipe


def merit(scores: Sequence[float | None], task: str) -> tuple[float, float]:
    """What recipes and rates are ranked by: validation scores of the seeds, None where a run diverged.

    In classification a diverged run counts as accuracy 0. R^2 has no worst value, so there fewer diverged runs
    go before a better mean of the others.
    """
    finite = [score for score in scores if score is not None]
    if task == "classification":
        return 0.0, sum(finite) / len(scores)
    return len(finite) - len(scores), fmean(finite) if finite else -math.inf


@dataclass(frozen=True)
class Trial:
    """A learning rate that was tried. score, loss: means over the seeds on validation data.

    scores: of each seed, None where the run diverged.
    """

    learning_rate: float
    score: float
    loss: float
    n: int
    diverged: int
    scores: tuple[float | None, ...]


@dataclass(frozen=True)
class Choice:
    """What selection found for a recipe. default: the trial at the optimizer's own rate, where the grid has it."""

    trials: tuple[Trial, ...]
    chosen: Trial
    at_edge: bool
    default: Trial | None


def learning_rates(recipe: Recipe, count: int) -> tuple[float, ...]:
    """The rates to try, rounded to six digits."""
    lawful: Range = catalogue.build("optimizers", recipe.optimizer).RANGES["learning_rate"]
    low, high = lawful.search or (1e-4, 1e0)
    if count == 1:
        return (recipe.default_learning_rate,)
    return tuple(float(f"{rate:.6g}") for rate in np.geomspace(low, high, count))


def choose(recipe: Recipe, results: dict[float, list[tuple[float, float] | None]], task: str) -> Choice:
    """The best of the rates tried.

    results: by rate, for each seed the validation (loss, score), or None where the run diverged.
    """
    trials = tuple(_trial(rate, found, task) for rate, found in sorted(results.items()))
    chosen = max(trials, key=lambda trial: (merit(trial.scores, task), -trial.loss))
    at_edge = len(trials) > 1 and chosen in (trials[0], trials[-1])
    own = recipe.default_learning_rate
    default = next((t for t in trials if math.isclose(t.learning_rate, own, rel_tol=1e-4)), None)
    return Choice(trials, chosen, at_edge, default)


def _trial(rate: float, found: list[tuple[float, float] | None], task: str) -> Trial:
    losses = [math.inf if one is None else one[0] for one in found]
    scores = tuple(None if one is None else one[1] for one in found)
    return Trial(rate, merit(scores, task)[1], fmean(losses), len(found), scores.count(None), scores)
