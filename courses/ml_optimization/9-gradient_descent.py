"""Exercise 9, gradient descent: a step against the gradient."""

from pathlib import Path
from typing import Any

import numpy as np

from descentlab.arrays import Array, floats
from descentlab.techniques.optimizers.sgd import SGD, SGDState


def gradient_descent(alpha: float, var: Array, grad: Array) -> Array:
    """The variable after one step with learning rate alpha. var, grad: of one shape, or numbers; both are left."""
    var, grad = floats(var, grad)
    change, _ = SGD(alpha).step(SGDState(), grad, var, 1)
    return var + change


def demonstrate(out: Path) -> Any:
    """Two weights that predict how diabetes goes on, at four learning rates."""
    from demonstration import BLUE, GREEN, ORANGE, RED, Shown, panels
    from problems import diabetics, squared_error, valley

    del out  # nothing earlier is needed
    x, y = diabetics("s1", "s2")  # total and LDL cholesterol go together: a narrow valley
    least = squared_error(np.linalg.lstsq(x, y)[0], x, y)[0]
    figure, (left, right) = panels(2, "Gradient descent: the learning rate decides")
    valley(right, x, y, (-1.5, 1.9, -1.9, 1.5))
    for rate, colour in {0.005: ORANGE, 0.1: GREEN, 0.48: BLUE, 0.54: RED}.items():
        kernel, path, losses = np.array([[-0.2], [1.4]]), [], []
        for _ in range(41):
            loss, grad = squared_error(kernel, x, y)
            path.append(kernel[:, 0])
            losses.append(loss - least)
            kernel = gradient_descent(rate, kernel, grad)
        print(f"learning rate {rate:g}: {losses[0]:.2g} above the least loss, {losses[-1]:.2g} after 40 steps")
        left.plot(losses, color=colour, label=f"{rate:g}")
        drawn = 7 if rate > 0.5 else 41
        right.plot(*np.transpose(path[:drawn]), "o-", color=colour, markersize=3, linewidth=1)
    left.set_yscale("log")
    left.set(xlabel="steps", ylabel="loss above the least possible (logarithmic)")
    left.legend(title="learning rate")
    right.set(xlabel="weight of total cholesterol", ylabel="weight of LDL cholesterol")
    return Shown(
        figure,
        "from the same start 0.005 creeps, 0.1 descends and then follows the valley, 0.48 leaps from wall to wall "
        "and comes down all the same, and 0.54 leaps further each time (six steps are drawn): it diverges.",
    )


if __name__ == "__main__":
    from demonstration import run

    run(__file__, demonstrate)
