"""Diagnosing an experiment: bias and variance of its best recipe, and its learning curve over training-set size.

The errors are those of the report's runs. The learning curve trains the recipe, at its chosen rate, on parts of the
training part, all sizes and seeds as one population (see ``training/fewer.py`` for what that means).
"""

import math
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np

from descentlab import data as sources
from descentlab.data import Dataset
from descentlab.diagnosis.bias_variance import Course, Errors, Floor, Judgement, check_floor, judge, sentences
from descentlab.diagnosis.learning_curve import Curve, Growth, growth, growth_sentences
from descentlab.diagnosis.remedies import Remedy, remedies
from descentlab.errors import SettingError, one_of
from descentlab.experiments.command_line import compare_command
from descentlab.experiments.data_again import data_again
from descentlab.experiments.database import understood
from descentlab.experiments.exchange import plain
from descentlab.experiments.plan import largest, method_of
from descentlab.experiments.recipe import Recipe
from descentlab.experiments.result import RecipeResult, Result
from descentlab.experiments.store import Store
from descentlab.training.evaluation import evaluation, sums
from descentlab.training.fewer import FewerExamples
from descentlab.training.population.engine import Finished, Population, Run

SHARES = (1 / 16, 1 / 8, 1 / 4, 1 / 2)
"""Shares of the training part, halved again and again, beside the whole."""
MOST_SEEDS = 10
"""Seeds of a learning curve."""

Watch = Callable[[float], None]
"""Is called with the share of a learning curve that is trained."""


class Row(NamedTuple):
    """A recipe's errors, mean over seeds, and its problem."""

    recipe: str
    train: float
    validation: float
    test: float
    problem: str
    diverged: int


@dataclass(frozen=True)
class Diagnosis:
    """What was found. commands: for each remedy the command line that tries it, None where there is none.

    rows: all recipes of the experiment. curve, growth: None where no learning curve was trained.
    """

    folder: str
    data: str
    task: Literal["classification", "regression"]
    recipe: str
    settings: dict[str, Any]
    judgement: Judgement
    rows: tuple[Row, ...]
    curve: Curve | None
    growth: Growth | None
    remedies: tuple[Remedy, ...]
    commands: tuple[str | None, ...]
    sizes: dict[str, int]
    seconds: float

    @property
    def percent(self) -> bool:
        """Whether errors are shares of wrong answers."""
        return self.task == "classification"

    def sentences(self) -> list[str]:
        """The judgement, and what the learning curve says."""
        said = sentences(self.judgement, percent=self.percent)
        return said if self.growth is None else [*said, *growth_sentences(self.growth, percent=self.percent)]

    def to_json(self) -> dict[str, Any]:
        """All of it as plain data; what is not finite is null."""
        found = self.judgement
        return plain(
            {
                "experiment": self.folder,
                "data": self.data,
                "sizes": self.sizes,
                "recipe": self.recipe,
                "settings": self.settings,
                "error": "share of wrong answers" if self.percent else "1 - R2",
                "floor": found.floor._asdict(),
                "problem": found.problem,
                "errors": {name: one._asdict() for name, one in found.errors.items()},
                "parts": [part._asdict() for part in found.parts],
                "troubles": [one._asdict() for one in found.troubles],
                "said": self.sentences(),
                "recipes": [row._asdict() for row in self.rows],
                "learning_curve": None if self.curve is None else self.curve._asdict(),
                "growth": None
                if self.growth is None
                else {**self.growth._asdict(), "last": self.growth.last._asdict()},
                "remedies": [
                    {**one._asdict(), "command": command}
                    for one, command in zip(self.remedies, self.commands, strict=True)
                ],
                "seconds": self.seconds,
            }
        )


def diagnose(
    folder: str | Path,
    *,
    recipe: str | None = None,
    human_error: float | None = None,
    bayes_error: float | None = None,
    curves: bool = True,
    data: Dataset | str | Path | None = None,
    watch: Watch | None = None,
) -> Diagnosis:
    """Diagnoses a recipe of a finished experiment, by default the leader.

    human_error, bayes_error: of the task, one of them, as a share; 0 is assumed without. curves: whether to train the
    learning curve. data: where the data are now, if not where they came from.
    Raises ExperimentError for a folder without a finished experiment, SettingError for a recipe or error.
    """
    begin = time.monotonic()
    floor = _floor(human_error, bayes_error)
    with closing(Store.open(Path(folder))) as store, understood(Path(folder)):
        result = Result(store)
        one = _recipe(result, recipe)
        origin = _source(result, store.fact("origin"))
        dataset = data_again(store, data) if curves else None
    judged = {each.name: _judged(result, each, floor) for each in result.recipes}
    curve = None if dataset is None else learning_curve(dataset, one, watch)
    grown = None if curve is None else growth(curve, floor.error)
    found = judged[one.name]
    tried = remedies(found, one.recipe.settings(), image=result.data["image"] is not None, growth=grown)
    budget = {key: result.config[key] for key in ("seeds",)}
    return Diagnosis(
        folder=str(result.folder),
        data=result.data["name"],
        task="classification" if result.task == "classification" else "regression",
        recipe=one.name,
        settings=one.recipe.settings(),
        judgement=found,
        rows=tuple(_row(each, judged[each.name]) for each in result.recipes),
        curve=curve,
        growth=grown,
        remedies=tuple(tried),
        commands=tuple(_command(origin, one.recipe, each, budget) for each in tried),
        sizes=dict(result.data["sizes"]),
        seconds=time.monotonic() - begin,
    )


def learning_curve(
    dataset: Dataset, one: RecipeResult, watch: Watch | None = None, shares: Sequence[float] = SHARES
) -> Curve | None:
    """Errors of a recipe over the number of training examples; None where the data are too few for two sizes."""
    recipe = one.recipe
    least = 2 * len(dataset.classes or (None,))
    feed = FewerExamples(dataset, recipe.dtype, recipe.scaling, shares, least)
    if len(feed.sizes) < 2:
        return None
    seeds = [run.seed for run in one.runs][:MOST_SEEDS]
    runs = [(size, seed) for size in feed.sizes for seed in seeds]
    method = method_of(recipe, feed)
    room = largest(recipe, feed)
    errors: dict[tuple[int, int], tuple[float, float]] = {}
    for first in range(0, len(runs), room):
        some = runs[first : first + room]
        population = Population(
            [Run(method, feed.seed_of(seed, size)) for size, seed in some],
            feed,
            batch_size=recipe.batch_size,
            epochs=recipe.epochs,
        )
        while population.alive:
            for place, end in population.advance(1).finished.items():
                errors[some[place]] = _errors(feed, population.runs[place], end)
            if watch is not None:
                watch((first + len(some) * population.epoch / recipe.epochs) / len(runs))
    table = np.array([[errors[size, seed] for seed in seeds] for size in feed.sizes])
    return Curve(feed.sizes, table[:, :, 0].tolist(), table[:, :, 1].tolist())


def _errors(feed: FewerExamples, run: Run, end: Finished) -> tuple[float, float]:
    """Errors on the different training examples and on the validation part; NaN where the run diverged."""
    if end.status == "diverged":
        return math.nan, math.nan
    part = feed.part(run.seed)
    found: list[float] = []
    for rows in (feed.examples(run.seed), part.validation):
        total = sums(run.method.network, end.params, end.layers, *feed.rows(part, rows))
        found.append(1 - float(evaluation(run.method.network, total, len(rows), feed.spread(part, rows)).score))
    return found[0], found[1]


def _floor(human_error: float | None, bayes_error: float | None) -> Floor:
    if human_error is not None and bayes_error is not None:
        raise SettingError("human error and Bayes error are both given: give one")
    floor = Floor()
    if human_error is not None:
        floor = Floor(human_error, "human error")
    if bayes_error is not None:
        floor = Floor(bayes_error, "Bayes error")
    check_floor(floor)
    return floor


def _recipe(result: Result, name: str | None) -> RecipeResult:
    if name is None:
        return result.best
    known = {one.name: one for one in result.recipes}
    if name not in known:
        raise SettingError(one_of("recipe", name, known))
    return known[name]


def _judged(result: Result, one: RecipeResult, floor: Floor) -> Judgement:
    ended = [run for run in one.runs if run.scores is not None]
    parts = [[1 - float((run.scores or {})[part][1]) for run in ended] for part in Errors._fields]
    curves = [curve for curve, run in zip(one.curves, one.runs, strict=True) if run.scores is not None]
    edge = None
    if one.choice is not None and one.choice.at_edge:
        lowest = one.choice.chosen.learning_rate == one.choice.trials[0].learning_rate
        edge = "lowest" if lowest else "highest"
    course = Course(
        [[row[1] for row in curve] for curve in curves],
        [[row[2] for row in curve] for curve in curves],
        runs=len(one.runs),
        diverged=one.diverged,
        stopped=sum(run.status == "stopped early" for run in one.runs),
        edge=edge,
    )
    test = result.data["sizes"]["test"] if result.task == "classification" else None
    return judge(Errors(*parts), floor, course, test_examples=test)


def _row(one: RecipeResult, found: Judgement) -> Row:
    means = [
        found.errors[name].mean if name in found.errors else math.nan
        for name in ("training", "validation", "test")
    ]
    return Row(one.name, means[0], means[1], means[2], found.problem, one.diverged)


def _source(result: Result, origin: dict[str, Any] | None) -> dict[str, Any]:
    """What a command line can name the data by; DATA where it cannot."""
    if origin is None:
        return {"what": result.data["name"] if result.data["name"] in sources.names() else "DATA"}
    return origin if origin.keys() <= {"what", "target", "task"} else {"what": "DATA"}


def _command(source: dict[str, Any], recipe: Recipe, remedy: Remedy, budget: dict[str, int]) -> str | None:
    if not remedy.settings and not remedy.budget:
        return None
    return compare_command(source, recipe, remedy.settings, budget | remedy.budget)
