"""Exercise 2, L2 regularization: a cost for the squares of the weights."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from descentlab.arrays import Array
from descentlab.techniques.regularizers.l2 import L2

LAMBDAS = np.geomspace(1e-1, 1e2, 13)


def l2_cost(cost: float, weights: Sequence[Array], lambda_: float, m: int) -> float:
    """The cost with lambda / (2 m) times the sum of all squared weights added.

    weights: the weight matrices, without biases. m: how many examples the cost is the mean of.
    """
    return float(cost + sum(L2(lambda_ / (2 * m)).penalty(W) for W in weights))


def l2_gradient(dW: Array, W: Array, lambda_: float, m: int) -> Array:
    """The gradient of that cost for one weight matrix. dW: the gradient of the bare cost, of W's shape."""
    return dW + L2(lambda_ / (2 * m)).gradient(W)


def demonstrate(out: Path) -> Any:
    """Logistic regression on the normalized tumours, with ever more L2."""
    from demonstration import GREY, Shown, panels
    from penalties import draw_shrinking, shrunk

    fits = shrunk(out, l2_gradient, LAMBDAS)
    sizes = np.linalg.norm(fits.weights, axis=1)
    best = int(np.argmin(fits.validation))
    for i in (0, best, len(LAMBDAS) - 1):
        cost = l2_cost(fits.training[i], [fits.weights[i]], LAMBDAS[i], fits.examples)
        print(
            f"lambda {LAMBDAS[i]:7.2f}: |W| {sizes[i]:.2f}, training loss {fits.training[i]:.3f}, "
            f"with L2 {cost:.3f}, validation loss {fits.validation[i]:.3f}"
        )
    figure, axes = panels(2, "L2 regularization: logistic regression with 30 weights")
    draw_shrinking(axes, fits)
    axes[0].axhline(0, color=GREY, linewidth=0.8)
    return Shown(
        figure,
        f"the weights shrink together and none becomes zero; validation loss is lowest at lambda "
        f"{LAMBDAS[best]:.2g}, though training loss is not.",
    )


if __name__ == "__main__":
    from demonstration import run

    run(__file__, demonstrate)
