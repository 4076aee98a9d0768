"""Exercise 10, RMSProp: each step is the gradient over the root of its recent mean square."""

from pathlib import Path
from typing import Any

import numpy as np

from descentlab.arrays import Array, floats
from descentlab.techniques.optimizers.rmsprop import RMSProp, RMSPropState


def update_variables_RMSProp(
    alpha: float, beta2: float, epsilon: float, var: Array, grad: Array, s: Array
) -> tuple[Array, Array]:
    """The variable after one step, and the new second moment.

    alpha: learning rate. beta2: share of the old moment that is kept. epsilon: is added to the root.
    var, grad, s: of one shape, or numbers; all are left. s: the moment before, 0 before the first step.
    """
    var, grad, s = floats(var, grad, s)
    change, state = RMSProp(alpha, beta2, epsilon).step(RMSPropState(s), grad, var, 1)
    return var + change, state.square


def demonstrate(out: Path) -> Any:
    """Two weights, of which one belongs to a measure in a ten times larger unit."""
    from demonstration import BLUE, GREY, Shown, panels
    from problems import diabetics, squared_error, valley

    del out  # nothing earlier is needed
    gradient_descent = __import__("9-gradient_descent").gradient_descent
    x, y = diabetics("bmi", "bp")
    x = x * np.array([1.0, 0.1])
    best = np.linalg.lstsq(x, y)[0]
    least = squared_error(best, x, y)[0]
    figure, (left, right) = panels(2, "RMSProp: each weight gets steps of its own size")
    valley(right, x, y, (-0.4, 1.2, -0.8, 4.2))
    after = {}
    for name, rates, colour in (
        ("gradient descent", (0.03, 0.1, 0.3, 0.9), GREY),
        ("RMSProp", (0.01, 0.03, 0.1, 0.3), BLUE),
    ):
        tried = []
        for rate in rates:
            kernel, s = np.array([[1.0], [0.0]]), np.zeros((2, 1))
            path, losses = [], []
            for _ in range(121):
                loss, grad = squared_error(kernel, x, y)
                path.append(kernel[:, 0])
                losses.append(loss - least)
                if name == "RMSProp":
                    kernel, s = update_variables_RMSProp(rate, 0.9, 1e-8, kernel, grad, s)
                else:
                    kernel = gradient_descent(rate, kernel, grad)
            tried.append((np.mean(losses[-10:]), rate, path, losses))
        after[name], rate, path, losses = min(tried)
        print(
            f"{name}: {after[name]:.2g} above the least loss in the last of 120 steps, at learning rate {rate:g}"
        )
        left.plot(losses, color=colour, label=f"{name}, rate {rate:g}")
        right.plot(*np.transpose(path), "o-", color=colour, markersize=3, linewidth=1)
    right.plot(*best, "*", color="black", markersize=10, label="least loss")
    left.set_yscale("log")
    left.set(xlabel="steps", ylabel="loss above the least possible (logarithmic)")
    left.legend()
    right.set(xlabel="weight of the body mass index", ylabel="weight of the blood pressure, in tens")
    right.legend()
    return Shown(
        figure,
        "gradient descent, at the best of four rates, zigzags across the first weight and creeps along the second; "
        "RMSProp moves both, and in the end trembles about the lowest point, for its steps do not grow short.",
    )


if __name__ == "__main__":
    from demonstration import run

    run(__file__, demonstrate)
