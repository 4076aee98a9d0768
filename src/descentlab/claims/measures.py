"""What claims train and measure: recipes on a data set as one comparison, read out as tables of recipes by seeds."""

from typing import Any, NamedTuple

import numpy as np

from descentlab.arrays import Arrays
from descentlab.claims.contract import POINTS, TIMES, Question
from descentlab.data import Dataset
from descentlab.experiments.compare import compare
from descentlab.experiments.grid import Grid
from descentlab.experiments.recipe import Recipe, recipe
from descentlab.experiments.result import RecipeResult, Result
from descentlab.experiments.selection import learning_rates
from descentlab.experiments.statistics import Floats, replace_diverged
from descentlab.experiments.store import Store

SMALLEST = 1e-8
"""Costs below this are taken for it: float32 computes a cross-entropy no better."""
RATES = 9
SELECTION_SEEDS = 5


class Trained(NamedTuple):
    """What runs reached. Rows are recipes in the order asked for, columns are seeds; NaN where a run diverged.

    accuracy: on test data. train_accuracy: on training data. cost: natural logarithm of the mean loss on training
    data, without penalties. curves: mean loss over each epoch, (recipes, seeds, epochs). rates: learning rates.
    data: the data set and its sizes, in words.
    """

    accuracy: Floats
    train_accuracy: Floats
    cost: Floats
    curves: Floats
    rates: tuple[float, ...]
    at_edge: tuple[bool, ...]
    data: str

    @property
    def diverged(self) -> Any:
        """How many runs of each recipe diverged, shape (recipes,)."""
        return np.count_nonzero(np.isnan(self.accuracy), axis=1)


def several(common: dict[str, Any], *each: dict[str, Any]) -> Grid:
    """A grid of just these recipes, which share some settings."""
    axes = tuple(dict.fromkeys(name for one in each for name in one))
    return Grid(tuple(recipe(**{**common, **one}) for one in each), axes)


def at_default_rates(grid: Grid) -> Grid:
    """The same recipes, each at its optimizer's own learning rate."""
    return Grid(tuple(one.with_learning_rate(one.default_learning_rate) for one in grid.recipes), grid.axes)


def train(data: Dataset, grid: Grid, seeds: int) -> Trained:
    """Trains the recipes; one that leaves its learning rate open gets the best of nine by validation accuracy."""
    return read(compare(data, grid, seeds=seeds, rates=RATES, selection_seeds=SELECTION_SEEDS))


def read(result: Result) -> Trained:
    """The tables of a result."""
    found = result.recipes
    choices = [one.choice for one in found]
    return Trained(
        accuracy=np.array([one.scores for one in found]),
        train_accuracy=np.array([one.train_scores for one in found]),
        cost=np.log(np.maximum(np.array([[_cost(run.scores) for run in one.runs] for one in found]), SMALLEST)),
        curves=np.array([_curves(one) for one in found]),
        rates=tuple(one.recipe.learning_rate or one.recipe.default_learning_rate for one in found),
        at_edge=tuple(choice is not None and choice.at_edge for choice in choices),
        data=described(result),
    )


def train_tuned_by_cost(data: Dataset, recipes: Grid, seeds: int) -> Trained:
    """Trains each recipe at the best of nine learning rates by training cost, on seeds that are not reported.

    The first ``seeds`` seeds are reported; five more choose: the lowest mean of the logarithm of the cost.
    """
    tried = {
        one: [one.with_learning_rate(rate) for rate in learning_rates(one, RATES)] for one in recipes.recipes
    }
    grid = Grid(tuple(one for ones in tried.values() for one in ones), (*recipes.axes, "learning_rate"))
    found = train(data, grid, seeds + SELECTION_SEEDS)
    known = replace_diverged(found.cost, higher_is_better=False)[:, seeds:].mean(axis=1)
    best = [RATES * i + int(known[RATES * i : RATES * (i + 1)].argmin()) for i in range(len(tried))]
    return found._replace(
        accuracy=found.accuracy[best, :seeds],
        train_accuracy=found.train_accuracy[best, :seeds],
        cost=found.cost[best, :seeds],
        curves=found.curves[best, :seeds],
        rates=tuple(found.rates[i] for i in best),
        at_edge=tuple(i % RATES in (0, RATES - 1) for i in best),
    )


def weights(result: Result) -> list[list[tuple[Recipe, int, Arrays]]]:
    """Recipe, seed and final weights of every run that did not diverge, by recipe."""
    store = Store.open(result.folder, write=False)
    try:
        return [
            [(one.recipe, run.seed, store.weights(run)) for run in one.runs if run.weights is not None]
            for one in result.recipes
        ]
    finally:
        store.close()


def more_accurate(found: Trained, better: int, worse: int, names: tuple[str, str]) -> Question:
    """Is one recipe's test accuracy above another's by half a point? better, worse: their rows."""
    pair = replace_diverged(found.accuracy[[better, worse]], worst=0.0)
    return Question(
        measure=f"test accuracy: {names[0]} minus {names[1]}",
        data=found.data,
        values=pair[0] - pair[1],
        claimed="more than",
        margin=POINTS,
        unit="points",
        diverged=int(found.diverged[[better, worse]].sum()),
        detail=rates_of(found, better, worse, names),
    )


def costlier(found: Trained, costly: int, cheap: int, names: tuple[str, str]) -> Question:
    """Is one recipe's final training cost above another's by a tenth? costly, cheap: their rows."""
    pair = replace_diverged(found.cost[[costly, cheap]], higher_is_better=False)
    return Question(
        measure=f"training cost in the end: {names[0]} over {names[1]}",
        data=found.data,
        values=pair[0] - pair[1],
        claimed="more than",
        margin=TIMES,
        unit="times",
        diverged=int(found.diverged[[costly, cheap]].sum()),
        detail=rates_of(found, costly, cheap, names),
    )


def rates_of(found: Trained, first: int, second: int, names: tuple[str, str]) -> str:
    """The learning rates of two recipes in words, where they were not the same."""
    if found.rates[first] == found.rates[second]:
        return f"learning rate {found.rates[first]:.3g}"
    told = [
        f"{name} {found.rates[row]:.3g}{' (edge of its grid)' if found.at_edge[row] else ''}"
        for name, row in zip(names, (first, second), strict=True)
    ]
    return f"learning rates: {', '.join(told)}"


def described(result: Result) -> str:
    """The data set and its sizes in words."""
    sizes = result.data["sizes"]
    return f"{result.data['name']} ({sizes['train']:,} training, {sizes['test']:,} test examples)"


def _cost(scores: dict[str, Any] | None) -> float:
    return np.nan if scores is None else float(scores["train"][0])


def _curves(one: RecipeResult) -> Floats:
    table = np.full((len(one.runs), one.recipe.epochs), np.nan)
    for run, curve in enumerate(one.curves):
        for epoch, loss, _, _ in curve:
            table[run, epoch - 1] = loss
    return table
