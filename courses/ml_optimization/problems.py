"""The data and the small problems that the demonstrations train on."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
from demonstration import earlier

from descentlab import catalogue, data
from descentlab.arrays import Array, Arrays
from descentlab.experiments.compare import compare
from descentlab.experiments.grid import Grid
from descentlab.experiments.methods import Problem, network
from descentlab.experiments.recipe import recipe
from descentlab.experiments.result import Result
from descentlab.training.initialization import initial_values
from descentlab.training.network import loss_and_gradient

LOGISTIC = network(recipe(hidden=()), Problem("classification", 2))
"""Logistic regression: one weight for each feature, and a bias."""
LINEAR = network(recipe(hidden=()), Problem("regression", 1))
"""Linear regression."""
DIGITS = network(recipe(hidden=(32,)), Problem("classification", 10))
"""A network 64-32-10, ReLU between."""
DECAY = "inverse_time(decay_epochs=5, decay_rate=1.0, staircase=true)"
"""How exercises 8 and 15 let the learning rate fall."""


class Parts(NamedTuple):
    """Features (examples, features) and class numbers (examples,) of training and validation."""

    x: Array
    y: Array
    x_validation: Array
    y_validation: Array


def tumours() -> tuple[Any, data.Split]:
    """The breast cancer data as they were measured, and their parts."""
    dataset = data.load("breast_cancer")
    return dataset, data.split(dataset, seed=0)


def digits() -> Any:
    """The handwritten digits, 1,797 images of 8 x 8."""
    return data.load("digits")


def noisy_digits() -> Any:
    """A hard task: 240 digits to train on and 240 to validate with, of both a fifth labelled wrong at random;
    720 rightly labelled digits are the test part.
    """
    dataset, noise = digits(), np.random.default_rng(0)
    rows = noise.permutation(len(dataset.targets))[:1200]
    targets = dataset.targets[rows]
    wrong = noise.permutation(480)[:96]
    targets[wrong] = (targets[wrong] + noise.integers(1, 10, len(wrong))) % 10
    return data.from_arrays(
        dataset.features[rows],
        targets,
        name="noisy digits",
        classes=dataset.classes,
        image_shape=dataset.image_shape,
        test=np.arange(480, 1200),
    )


def normalized_tumours(out: Path) -> Parts:
    """The breast cancer data as script 1 left them."""
    with np.load(earlier(out, "normalized.npz", "1-normalization")) as arrays:
        return Parts(**{name: arrays[name] for name in Parts._fields})


def logistic_start(features: int) -> Arrays:
    """Logistic regression's parameters before the first step: zeros."""
    return {"dense1.kernel": np.zeros((features, 1)), "dense1.bias": np.zeros(1)}


def logistic_loss(params: Arrays, x: Array, y: Array) -> tuple[float, Arrays]:
    """Logistic regression's mean loss and its gradient by parameter."""
    loss, grads, _ = loss_and_gradient(LOGISTIC, params, {}, x, y, {})
    return float(loss), grads


def first_weights(hidden: tuple[int, ...]) -> Arrays:
    """The parameters, before the first step, of a network with these hidden widths for the digits; float64.

    They are the same at every call.
    """
    found = network(recipe(hidden=hidden), Problem("classification", 10))
    glorot = catalogue.build("initializers", "glorot_uniform")
    return initial_values(found, glorot, (64,), 0, np.float64)[0]


def normalized_digits() -> Parts:
    """Training and validation part of the digits, normalized with one mean and one deviation for all pixels."""
    dataset = digits()
    split = data.split(dataset, seed=0)
    shift, scale = data.standardization(dataset.features[split.train], one_number=True)
    x, x_validation = ((dataset.features[rows] - shift) / scale for rows in (split.train, split.validation))
    return Parts(x, dataset.targets[split.train], x_validation, dataset.targets[split.validation])


def mini_batches(x: Array, y: Array, batch_size: int, *, steps: int) -> Iterator[tuple[Array, Array]]:
    """So many mini-batches, from examples that are shuffled anew for each epoch."""
    for epoch in count():
        for xs, ys in data.mini_batches(*data.shuffle(x, y, seed=epoch), batch_size=batch_size):
            if steps == 0:
                return
            steps -= 1
            yield xs, ys


def diabetics(*names: str) -> tuple[Array, Array]:
    """Measures of 442 diabetics, those named or all ten (442, measures), and how the disease went on (442, 1).

    All are normalized.
    """
    normalization_constants = __import__("0-norm_constants").normalization_constants
    normalize = __import__("1-normalization").normalize
    dataset = data.load("diabetes")
    chosen = dataset.features[:, [dataset.feature_names.index(name) for name in names or dataset.feature_names]]
    x, y = (normalize(values, *normalization_constants(values)) for values in (chosen, dataset.targets))
    return x, y


def squared_error(kernel: Array, x: Array, y: Array) -> tuple[float, Array]:
    """Mean squared error of the predictions x @ kernel (kernel: (features, 1)), and its gradient."""
    params = {"dense1.kernel": kernel, "dense1.bias": np.zeros(1)}  # data are normalized: none is needed
    loss, grads, _ = loss_and_gradient(LINEAR, params, {}, x, y, {})
    return float(loss), grads["dense1.kernel"]


def valley(axes: Any, x: Array, y: Array, reach: tuple[float, float, float, float]) -> None:
    """Lines of equal squared error over two weights. reach: from and to, of the first and the second weight."""
    low, high, bottom, top = reach
    grid = np.meshgrid(np.linspace(low, high, 50), np.linspace(bottom, top, 50))
    heights = [squared_error(np.array([[a], [b]]), x, y)[0] for a, b in np.reshape(grid, (2, -1)).T]
    axes.contour(*grid, np.reshape(heights, grid[0].shape), levels=20, colors="#BBBBBB", linewidths=0.8)
    axes.set(xlim=(low, high), ylim=(bottom, top))


def compared(dataset: Any, grid: Grid, seeds: int) -> Result:
    """What the library's comparison of a grid's recipes comes to; nothing of it stays on the disk."""
    with TemporaryDirectory(prefix="ml_optimization-") as folder:
        return compare(dataset, grid, seeds=seeds, out=Path(folder) / "experiment")
