"""The model that an experiment leaves: the leader's run with the best validation score, made ready to predict."""

from typing import Any

from descentlab.data.preparation import standardization
from descentlab.experiments.model import Card, Model
from descentlab.experiments.plan import method_of
from descentlab.experiments.recipe import Recipe
from descentlab.experiments.result import Result
from descentlab.experiments.store import Store, StoredRun
from descentlab.training.feed import Feed
from descentlab.training.network import declare

MODEL = "model"
"""The fact that names the run whose weights the model file holds."""


def best_run(result: Result) -> StoredRun | None:
    """The leader's run with the best validation score; None where all of its runs diverged."""
    trained = [run for run in result.best.runs if run.scores is not None]
    return max(trained, key=lambda run: (run.scores or {})["validation"][1], default=None)


def has_model(store: Store, result: Result) -> bool:
    """Whether the model file is that of the best run; there is none where all diverged."""
    best = best_run(result)
    if best is None:
        return not result.model_file.exists()
    return store.fact(MODEL) == best.id and result.model_file.is_file()


def model_of(feed: Feed, recipe: Recipe, seed: int, weights: dict[str, Any]) -> Model:
    """A model for raw features out of a run's weights (parameters and layer states by name)."""
    data, rows = feed.dataset, feed.part(seed).train
    shift, scale = feed.scaling(rows)
    preparation = {"shift": shift, "scale": scale}
    if data.classes is None:
        target_shift, target_scale = standardization(data.targets[rows])
        preparation |= {"target_shift": target_shift, "target_scale": target_scale}
    else:
        part = feed.part(seed)
        preparation |= {"target_shift": part.target_shift, "target_scale": part.target_scale}
    card = Card(
        settings=recipe.settings(),
        task=data.task,
        feature_names=list(data.feature_names),
        target_names=list(data.target_names),
        classes=None if data.classes is None else list(data.classes),
        image=None if data.image_shape is None else list(data.image_shape),
        data=data.name,
        code=recipe.code(("activation", "normalization", "loss", "layers", "dropout")),
    )
    declared = declare(method_of(recipe, feed).network, feed.inputs)
    params = {name: weights[name] for name in declared.parameters}
    return Model(card, params, {name: weights[name] for name in declared.state}, preparation)
