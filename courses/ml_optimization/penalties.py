"""Logistic regression under a penalty of growing strength: what exercises 2 and 3 draw."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from demonstration import BLUE, RED
from problems import logistic_loss, logistic_start, normalized_tumours

from descentlab.arrays import Array

RATE = 0.5
"""The learning rate of ``shrunk``."""


class Fits(NamedTuple):
    """What came of it.

    weights: (strengths, features). training, validation: mean losses without penalty (strengths,).
    examples: in training.
    """

    strengths: Array
    weights: Array
    training: Array
    validation: Array
    examples: int


def shrunk(out: Path, penalized: Callable[..., Array], strengths: Array) -> Fits:
    """Fits the normalized tumours by gradient descent. penalized: (dW, W, lambda_, m) -> dW with penalty."""
    parts = normalized_tumours(out)
    gradient_descent = __import__("9-gradient_descent").gradient_descent
    m, params = len(parts.x), logistic_start(parts.x.shape[1])
    weights, training, validation = [], [], []
    for strength in strengths[::-1]:  # from the strongest on, each begins where the last ended
        for _ in range(4000):
            _, grads = logistic_loss(params, parts.x, parts.y)
            grads["dense1.kernel"] = penalized(grads["dense1.kernel"], params["dense1.kernel"], strength, m)
            params = {name: gradient_descent(RATE, params[name], grads[name]) for name in params}
        weights.append(params["dense1.kernel"][:, 0])
        training.append(logistic_loss(params, parts.x, parts.y)[0])
        validation.append(logistic_loss(params, parts.x_validation, parts.y_validation)[0])
    weights, training, validation = (np.array(found[::-1]) for found in (weights, training, validation))
    return Fits(strengths, weights, training, validation, m)


def draw_shrinking(axes: Any, fits: Fits) -> None:
    """Weights, and losses, over the penalty's strength."""
    left, right = axes
    left.plot(fits.strengths, fits.weights, linewidth=1)
    left.set(xlabel="lambda (logarithmic)", ylabel="weights", xscale="log")
    best = int(np.argmin(fits.validation))
    right.plot(fits.strengths, fits.training, color=BLUE, label="training")
    right.plot(fits.strengths, fits.validation, color=RED, label="validation")
    right.plot(fits.strengths[best], fits.validation[best], "o", color=RED)
    right.set(xlabel="lambda (logarithmic)", ylabel="loss without penalty", xscale="log", ylim=(0, None))
    right.legend()
