"""Exercise 3, L1 regularization: a cost for the absolute values of the weights."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from descentlab.arrays import Array
from descentlab.techniques.regularizers.l1 import L1

LAMBDAS = np.geomspace(1e-1, 3e1, 13)


def l1_cost(cost: float, weights: Sequence[Array], lambda_: float, m: int) -> float:
    """The cost with lambda / m times the sum of all absolute weights added.

    weights: the weight matrices, without biases. m: how many examples the cost is the mean of.
    """
    return float(cost + sum(L1(lambda_ / m).penalty(W) for W in weights))


def l1_gradient(dW: Array, W: Array, lambda_: float, m: int) -> Array:
    """The gradient of that cost for one weight matrix; a weight of 0 is not pulled.

    dW: the gradient of the bare cost, of W's shape.
    """
    return dW + L1(lambda_ / m).gradient(W)


def demonstrate(out: Path) -> Any:
    """Logistic regression on the normalized tumours, with ever more L1."""
    from demonstration import GREY, Shown, panels
    from penalties import RATE, draw_shrinking, shrunk

    fits = shrunk(out, l1_gradient, LAMBDAS)
    swing = 2 * RATE * LAMBDAS / fits.examples  # a step's length at most, where a weight swings about zero
    kept = np.sum(np.abs(fits.weights) > swing[:, None], axis=1)
    best = int(np.argmin(fits.validation))
    for i in (0, best, len(LAMBDAS) - 1):
        cost = l1_cost(fits.training[i], [fits.weights[i]], LAMBDAS[i], fits.examples)
        print(
            f"lambda {LAMBDAS[i]:6.2f}: {kept[i]} of 30 weights, training loss {fits.training[i]:.3f}, "
            f"with L1 {cost:.3f}, validation loss {fits.validation[i]:.3f}"
        )
    figure, axes = panels(2, "L1 regularization: logistic regression with 30 weights")
    draw_shrinking(axes, fits)
    axes[0].axhline(0, color=GREY, linewidth=0.8)
    return Shown(
        figure,
        f"one weight after the other becomes zero (to within a step); at lambda {LAMBDAS[best]:.2g}, where "
        f"validation loss is lowest, {kept[best]} of 30 are left.",
    )


if __name__ == "__main__":
    from demonstration import run

    run(__file__, demonstrate)
