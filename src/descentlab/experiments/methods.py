"""From a recipe to a method: the techniques that its settings name, for data of a certain kind.

layers      for each width in ``hidden``: dense, normalization, activation, dropout; then dense to the outputs.
            Or those of ``layers``, and then dense to the outputs.
techniques  what is zero or None is left out of the program, not computed with zero.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from descentlab import catalogue, notation
from descentlab.contracts import Loss, Shape
from descentlab.errors import SettingError
from descentlab.experiments.networks import NETWORKS
from descentlab.experiments.recipe import Recipe, parts, with_activation
from descentlab.training.network import Network, declare
from descentlab.training.update import Method

_OF_IMAGES = ("conv2d", "max_pool2d", "average_pool2d")
_PLACES = {
    "penalty": "penalties",
    "ascend": "ascent_rules",
    "apply": "gradient_rules",
    "change": "weight_rules",
    "project": "constraints",
    "evaluation_weights": "averages",
}
"""Where a regularizer stands in a method, by the method of its contract."""


class Problem(NamedTuple):
    """What a method must know of the data.

    classes: how many (targets in regression). inputs: the shape of an example. image: (height, width, channels)
    of an example that is an image. counts: examples of each class outside of the test part, where that is known.
    """

    task: str
    classes: int
    inputs: Shape = (1,)
    image: Shape | None = None
    steps_per_epoch: int = 1
    counts: tuple[int, ...] | None = None


def stored_problem(about: dict[str, Any]) -> Problem:
    """The problem of data that a store tells of."""
    outputs = len(about["classes"] or about["targets"])
    image = None if about["image"] is None else tuple(about["image"])
    counts = None if about["counts"] is None else tuple(about["counts"])
    return Problem(about["task"], outputs, (about["features"],), image, 1, counts)


def techniques(found: Method) -> Iterator[tuple[str, Any]]:
    """Every technique that a method uses, with its family; those within others too."""
    yield "optimizers", found.optimizer
    yield "schedules", found.schedule
    if found.watching is not None:
        yield "schedules", found.watching
    yield "initializers", found.initializer
    yield "losses", found.network.loss
    yield from _within(found.network.layers)
    for place in dict.fromkeys(_PLACES.values()):
        for rule in getattr(found, place):
            yield "regularizers", rule
    for augmentation in found.augmentations:
        yield "augmentations", augmentation
    if found.stopping is not None:
        yield "stopping", found.stopping


def _within(layers: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    for layer in layers:
        if catalogue.name_of(layer) == "activation":
            yield "activations", layer.function
        else:
            yield (
                "activations" if catalogue.name_of(layer) in catalogue.names("activations") else "layers",
                layer,
            )
            yield from _within(getattr(layer, "layers", ()))


def method(recipe: Recipe, problem: Problem) -> Method:
    """The techniques that the recipe names, ready to train. Raises SettingError for what does not fit the data.

    A schedule decays over all steps of the training, after warm-up, unless it says otherwise.
    """
    rate = {} if recipe.learning_rate is None else {"learning_rate": recipe.learning_rate}
    places: dict[str, list[Any]] = {place: [] for place in _PLACES.values()}
    for one in _regularizers(recipe, problem):
        places[next(place for name, place in _PLACES.items() if hasattr(one, name))].append(one)
    augmentations = tuple(
        catalogue.build("augmentations", spec) for spec in parts(recipe.augmentation or "") if spec
    )
    for one in augmentations:
        if one.INPUTS == "images" and problem.image is None:
            raise SettingError(
                f"augmentation '{catalogue.name_of(one)}' is for images, and these data are a table"
            )
    found: dict[str, Any] = _schedule(recipe, problem) | {place: tuple(ones) for place, ones in places.items()}
    made = Method(
        network=network(recipe, problem),
        initializer=catalogue.build("initializers", recipe.initializer),
        optimizer=catalogue.build("optimizers", recipe.optimizer)._replace(**rate),
        **found,
        augmentations=augmentations,
        stopping=None
        if recipe.patience is None
        else catalogue.build(
            "stopping", "patience", patience=recipe.patience, minimum_improvement=recipe.minimum_improvement
        ),
    )
    _check_rounding(made, recipe.dtype)
    return made


def _check_rounding(found: Method, dtype: str) -> None:
    """Raises SettingError for a number that is lawful and, rounded to the dtype, is not: a beta of 1 - 1e-9.

    What is smaller than the dtype's normal numbers counts as zero, since compiled programs take it as that.
    """
    smallest = float(np.finfo(dtype).smallest_normal)
    for family, one in techniques(found):
        for field, lawful in one.RANGES.items():
            for value in np.atleast_1d(getattr(one, field)).tolist():
                with np.errstate(over="ignore"):
                    rounded = float(np.dtype(dtype).type(value))
                rounded = rounded if abs(rounded) >= smallest else 0.0
                if not lawful.allows(rounded):
                    raise SettingError(
                        f"{catalogue.kind_of(family)} '{catalogue.name_of(one)}': {field} is {value!r}, which {dtype}"
                        f" rounds to {rounded:g}; it must lie in {lawful.describe()}"
                    )


def network(recipe: Recipe, problem: Problem) -> Network:
    """The recipe's network alone. Raises SettingError for layers or a loss that do not fit the data."""
    loss = _loss(recipe, problem)
    outputs = _layer("dense", units=loss.outputs(problem.classes))
    inner = _hidden(recipe) if recipe.layers is None else _layers(recipe, problem)
    found = Network((*inner, outputs), loss)
    try:
        declare(found, problem.inputs)
    except ValueError as error:
        raise SettingError(f"layers do not fit together: {error}") from None
    return found


def _schedule(recipe: Recipe, problem: Problem) -> dict[str, Any]:
    warmup = recipe.warmup_steps + recipe.warmup_epochs * problem.steps_per_epoch
    steps = recipe.epochs * problem.steps_per_epoch - warmup
    if steps < 1:
        raise SettingError(f"the warm-up of {warmup:g} steps leaves none of the training's to the schedule")
    found = catalogue.build(
        "schedules",
        recipe.schedule,
        steps_per_epoch=problem.steps_per_epoch,
        decay_steps=steps,
        total_steps=steps,
    )
    watching = found if hasattr(found, "update") else None
    schedule = found if watching is None else catalogue.build("schedules", "constant")
    if warmup:
        schedule = catalogue.technique("schedules", "warmup")(warmup, schedule)
    return {"schedule": schedule, "watching": watching}


def _regularizers(recipe: Recipe, problem: Problem) -> list[Any]:
    """Those that have a setting of their own, then those that ``regularizer`` names."""
    own = {
        "l1": {"strength": recipe.l1},
        "l2": {"strength": recipe.l2},
        "clip_global_norm": {"max_norm": recipe.clip_norm},
        "weight_decay": {"strength": recipe.weight_decay},
    }
    found = [
        catalogue.build("regularizers", {"name": name, **fields})
        for name, fields in own.items()
        if all(fields.values())
    ]
    total = recipe.epochs * problem.steps_per_epoch
    named = [
        catalogue.build(
            "regularizers",
            spec,
            steps_per_epoch=problem.steps_per_epoch,
            start_steps=max(1, 3 * total // 4),
            every_steps=problem.steps_per_epoch,
        )
        for spec in parts(recipe.regularizer or "")
        if spec
    ]
    return found + named


def _loss(recipe: Recipe, problem: Problem) -> Loss:
    spec = recipe.loss
    if spec is None:
        few = "binary_cross_entropy" if problem.classes == 2 else "softmax_cross_entropy"
        spec = few if problem.task == "classification" else "mean_squared_error"
    weights = recipe.class_weights
    if weights == "balanced":
        counts = problem.counts or ()
        weights = tuple(sum(counts) / (len(counts) * max(1, count)) for count in counts)
    derived: dict[str, Any] = {"label_smoothing": recipe.label_smoothing}
    derived |= {"class_weights": weights} if weights else {}
    loss = catalogue.build("losses", spec, **derived)
    if problem.task != loss.TASK:
        raise SettingError(f"loss '{spec}' is for {loss.TASK}, and the task is {problem.task}")
    for name in ("label_smoothing", "class_weights"):
        if getattr(recipe, name) and name not in loss._fields:
            raise SettingError(f"{name} does not go with loss '{spec}'")
    try:
        loss.outputs(problem.classes)
    except ValueError as error:
        raise SettingError(f"loss '{spec}': {error}") from error
    return loss


def _hidden(recipe: Recipe) -> list[Any]:
    """Dense layers of the widths in ``hidden``, each with what the recipe puts behind it."""
    normalization = recipe.normalization
    noise = recipe.dropout
    if noise and not isinstance(noise, str):
        noise = {"name": "dropout", "rate": noise}
    layers: list[Any] = []
    for width in recipe.hidden:
        behind = [] if normalization is None else [catalogue.build("layers", normalization, units=width)]
        if recipe.drop_connect:
            layers.append(_layer("drop_connect", units=width, rate=recipe.drop_connect))
        elif not any("units" in one._fields for one in behind):  # weight normalization is a dense layer itself
            without_bias = any(catalogue.name_of(one) == "batch_norm" for one in behind)
            layers.append(_layer("dense", units=width, use_bias=not without_bias))
        layers += behind
        layers.append(catalogue.build("layers", recipe.activation))
        layers += [catalogue.build("layers", noise)] if noise else []
    return layers


def _layers(recipe: Recipe, problem: Problem) -> list[Any]:
    """The layers that the recipe spells out, behind one that gives images their shape where they need it."""
    text = NETWORKS.get(recipe.layers or "", recipe.layers or "")
    texts = notation.split_list(with_activation(text, recipe.activation))
    found = [catalogue.build("layers", one) for one in texts]
    if not any(name in text for name in _OF_IMAGES):
        return found
    if problem.image is None:
        raise SettingError("layers: convolution and pooling are for images, and these data are a table")
    return [catalogue.technique("layers", "reshape")(problem.image), *found]


def _layer(name: str, **given: Any) -> Any:
    return catalogue.build("layers", {"name": name, **given})
