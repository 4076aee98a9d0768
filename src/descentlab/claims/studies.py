"""Experiments that several claims read: trained once a process, whichever claim asks first."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from descentlab.claims.contract import Budget
from descentlab.claims.measures import Trained, at_default_rates, read, several, train, weights
from descentlab.data import Dataset, load
from descentlab.data.sources import circles
from descentlab.experiments.compare import compare
from descentlab.experiments.grid import grid
from descentlab.experiments.statistics import Floats

INITIALIZERS = {"zero": "zeros", "large": "normal(scale=10)", "He": "he_normal", "Glorot": "glorot_normal"}
"""Rows of ``initializations``, in this order."""
OPTIMIZERS = ("sgd", "rmsprop", "adam")
"""Rows of ``optimizers``, in this order."""
COMBINATIONS = tuple((o, a) for o in ("adam", "rmsprop", "momentum") for a in ("relu", "sigmoid"))
"""Rows of ``combinations``, in this order."""
ON_CIRCLES: dict[str, Any] = {"hidden": (10, 5), "epochs": 100}
ON_DIGITS: dict[str, Any] = {"hidden": (32, 16), "epochs": 20}


@cache
def initializations(name: str, budget: Budget) -> Trained:
    """Initializers under ReLU and plain gradient descent at rate 0.1, on "circles", "digits" or "breast_cancer"."""
    data: Dataset = circles.load(examples=300, noise=0.05) if name == "circles" else load(name)
    settings = ON_DIGITS if name == "digits" else ON_CIRCLES
    common = {"activation": "relu", "optimizer": "sgd", "learning_rate": 0.1, "hidden": settings["hidden"]}
    recipes = grid(**common, epochs=budget.epochs(settings["epochs"]), initializer=list(INITIALIZERS.values()))
    return train(data, recipes, budget.seeds)


@cache
def optimizers(name: str, tuned: bool, budget: Budget) -> Trained:
    """Optimizers on a data set, at their default rates or at the best of nine for each."""
    recipes = grid(optimizer=list(OPTIMIZERS), hidden=(64,), epochs=budget.epochs(10))
    return train(load(name), recipes if tuned else at_default_rates(recipes), budget.seeds)


@cache
def combinations(budget: Budget) -> Trained:
    """Optimizers with activations on the digits, at the optimizers' default rates."""
    pairs = [{"optimizer": optimizer, "activation": activation} for optimizer, activation in COMBINATIONS]
    recipes = several({"hidden": (64, 32), "epochs": budget.epochs(10)}, *pairs)
    return train(load("digits"), at_default_rates(recipes), budget.seeds)


class Penalized(NamedTuple):
    """Rows: without a penalty, L1, L2. Shares of weights, (recipes, seeds), NaN where diverged.

    small: between -0.01 and 0.01. zero: exactly zero.
    """

    trained: Trained
    small: Floats
    zero: Floats


@cache
def penalties(budget: Budget) -> Penalized:
    """No penalty, L1 and L2 of strength 0.01 on the digits."""
    common: dict[str, Any] = {"hidden": (64,), "learning_rate": 0.001, "epochs": budget.epochs(20)}
    result = compare(load("digits"), several(common, {}, {"l1": 0.01}, {"l2": 0.01}), seeds=budget.seeds)
    small, zero = (np.full((3, budget.seeds), np.nan) for _ in range(2))
    for row, runs in enumerate(weights(result)):
        for _, seed, arrays in runs:
            kernels = np.concatenate(
                [array.ravel() for name, array in arrays.items() if name.endswith("kernel")]
            )
            small[row, seed] = (np.abs(kernels) < 0.01).mean()
            zero[row, seed] = (kernels == 0).mean()
    return Penalized(read(result), small, zero)
