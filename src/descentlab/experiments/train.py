"""One recipe, one seed: what ``descentlab train`` and ``dl.train`` do."""

from collections.abc import Callable
from typing import NamedTuple

from descentlab.data import Dataset
from descentlab.errors import InputError
from descentlab.experiments.execute import final_scores, finite
from descentlab.experiments.leader_model import model_of
from descentlab.experiments.model import Model
from descentlab.experiments.plan import largest, method_of
from descentlab.experiments.recipe import Recipe
from descentlab.experiments.rows import DIVERGED
from descentlab.training.feed import Feed
from descentlab.training.population.engine import EpochRecord, Population, Run


class Trained(NamedTuple):
    """A trained model. status: "done" or "stopped early". scores: {"train": [loss, score], ...}, test last."""

    model: Model
    history: list[EpochRecord]
    status: str
    scores: dict[str, list[float]]


def train(
    data: Dataset,
    recipe: Recipe,
    *,
    seed: int = 0,
    watch: Callable[[EpochRecord], None] | None = None,
) -> Trained:
    """Trains a recipe on a data set, at its own learning rate or, where it has none, its optimizer's.

    watch: is called after every epoch. Raises InputError when the run diverges, naming the step.
    """
    feed = Feed(data, recipe.dtype, recipe.scaling)
    largest(recipe, feed)  # refuses a network that does not fit in memory
    population = Population(
        [Run(method_of(recipe, feed), seed)], feed, batch_size=recipe.batch_size, epochs=recipe.epochs
    )
    history: list[EpochRecord] = []
    while population.alive:
        chunk = population.advance(1)
        history += chunk.records[0]
        for record in chunk.records[0] if watch else ():
            watch(record)  # pyright: ignore[reportOptionalCall]
        for end in chunk.finished.values():
            if end.status == DIVERGED:
                raise InputError(
                    f"the run diverged at step {end.at} (epoch {population.epoch}): try a smaller learning rate"
                )
            scores = final_scores(population.method, feed, seed, end)
            if not finite(scores):
                raise InputError(
                    "the run ended with weights whose scores overflow: try a smaller learning rate"
                )
            model = model_of(feed, recipe, seed, end.params | end.layers)
            return Trained(model, history, end.status, scores)
    raise AssertionError("a population ends by finishing its runs")
