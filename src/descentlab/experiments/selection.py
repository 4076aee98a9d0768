"""Selection: each recipe that leaves its learning rate open gets the best of a grid, with the same budget for all.

The grid runs evenly on a log scale over the range in which its optimizer is searched. The rate chosen has the
best mean validation score over the selection seeds; a run that diverged counts as the worst score of all. Equal
means go to the lower mean validation loss.

The optimizer's own rate is always tried too, so that the untuned score stands beside the tuned one. Where it does not
lie on the grid it is only shown and never chosen: every recipe chooses among the same number of rates.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from descentlab import catalogue
from descentlab.contracts import Range
from descentlab.experiments.recipe import Recipe
from descentlab.experiments.statistics import BudgetScore, score_by_budget


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
    """What selection found for a recipe.

    trials: of the grid, by rate. default: the trial at the optimizer's own rate, on the grid or beside it; None in an
    experiment of an older version whose grid does not have it.
    """

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


def rates_to_train(recipe: Recipe, count: int) -> tuple[float, ...]:
    """The rates of the grid, and the optimizer's own where it is not among them."""
    grid = learning_rates(recipe, count)
    return grid if _own(recipe, grid) is not None else (*grid, recipe.default_learning_rate)


def choose(
    recipe: Recipe, results: dict[float, list[tuple[float, float] | None]], task: str, count: int
) -> Choice:
    """The best of the ``count`` rates of the grid.

    results: by rate, for each seed the validation (loss, score), or None where the run diverged.
    """
    found = [_trial(rate, found, task) for rate, found in sorted(results.items())]
    own = _own(recipe, tuple(results))
    beside = own if _own(recipe, learning_rates(recipe, count)) is None else None
    trials = tuple(trial for trial in found if trial.learning_rate != beside)
    chosen = max(trials, key=lambda trial: (merit(trial.scores, task), -trial.loss))
    at_edge = len(trials) > 1 and chosen in (trials[0], trials[-1])
    default = next((trial for trial in found if trial.learning_rate == own), None)
    return Choice(trials, chosen, at_edge, default)


def budget(choice: Choice, task: str) -> list[BudgetScore]:
    """The validation score to be expected of 1, 2, ... of the rates of the grid.

    A diverged run counts as accuracy 0. R^2 has no worst value: what such a run would make of a mean is unknown.
    """
    worst = 0.0 if task == "classification" else -math.inf
    return score_by_budget(
        [[worst if score is None else score for score in trial.scores] for trial in choice.trials]
    )


def _own(recipe: Recipe, rates: tuple[float, ...]) -> float | None:
    """The optimizer's own rate as it stands among these, which are rounded."""
    own = recipe.default_learning_rate
    return next((rate for rate in rates if math.isclose(rate, own, rel_tol=1e-4)), None)


def _trial(rate: float, found: list[tuple[float, float] | None], task: str) -> Trial:
    losses = [math.inf if one is None else one[0] for one in found]
    scores = tuple(None if one is None else one[1] for one in found)
    return Trial(rate, merit(scores, task)[1], fmean(losses), len(found), scores.count(None), scores)
