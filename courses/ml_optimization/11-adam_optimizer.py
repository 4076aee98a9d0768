"""Exercise 11, Adam: each step is the gradient's running mean over its running size."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from descentlab.arrays import Array, floats
from descentlab.techniques.optimizers.adam import Adam, AdamState
from descentlab.training.network import loss_and_gradient

STEPS, EVERY = 250, 10
LATE = 10**9
"""A time step at which bias correction divides by 1."""


def update_variables_Adam(
    alpha: float,
    beta1: float,
    beta2: float,
    epsilon: float,
    var: Array,
    grad: Array,
    v: Array,
    s: Array,
    t: int,
) -> tuple[Array, Array, Array]:
    """The variable after one step, and the new first and second moments, without bias correction.

    alpha: learning rate. beta1, beta2: shares of the old moments that are kept. epsilon: is added to the root of
    the corrected second moment. var, grad, v, s: of one shape, or numbers; all are left. v, s: the moments
    before, 0 before the first step. t: 1 at the first step, for bias correction.
    """
    var, grad, v, s = floats(var, grad, v, s)
    change, state = Adam(alpha, beta1, beta2, epsilon).step(AdamState(v, s), grad, var, t)
    return var + change, state.mean, state.square


def demonstrate(out: Path) -> Any:
    """Three optimizers on the digits, and what bias correction does to Adam's first steps."""
    from demonstration import BLUE, GREEN, GREY, RED, Shown, panels

    del out  # nothing earlier is needed
    figure, (left, right) = panels(2, "Adam on the digits: a network 64-32-10, mini-batches of 32")
    with_it, without = (descend(update, 1e-3) for update in (adam, adam_uncorrected))
    left.plot(with_it.lengths, color=BLUE, label="with bias correction")
    left.plot(without.lengths, color=RED, label="without")
    left.axhline(1e-3, color=GREY, linestyle=":", label="learning rate")
    left.set(xlabel="step", ylabel="a weight's mean change (logarithmic)", yscale="log")
    left.legend()
    print(f"first step: {with_it.lengths[0]:.2g} with bias correction, {without.lengths[0]:.2g} without")

    needed = {}
    for name, update, rates, colour in (
        ("gradient descent", descent, (0.03, 0.1, 0.3, 1.0), GREY),
        ("RMSProp", rmsprop, (0.001, 0.003, 0.01, 0.03), GREEN),
        ("Adam", adam, (0.001, 0.003, 0.01, 0.03), BLUE),
    ):
        best = min((descend(update, rate) for rate in rates), key=lambda one: one.steps_to(0.1))
        needed[name] = best.steps_to(0.1)
        print(f"{name}: training loss 0.1 after {needed[name]} steps, at learning rate {best.rate:g}")
        right.plot(range(0, STEPS + 1, EVERY), best.losses, color=colour, label=f"{name}, rate {best.rate:g}")
    right.axhline(0.1, color=GREY, linestyle=":")
    right.set(xlabel="step", ylabel="training loss (logarithmic)", yscale="log")
    right.legend()
    return Shown(
        figure,
        f"without the correction the first step is {without.lengths[0] / with_it.lengths[0]:.1f} times as long; each "
        "at the best of four rates, training loss 0.1 takes "
        + ", ".join(f"{name} {steps}" for name, steps in needed.items())
        + " steps: on this easy task they differ little.",
    )


class Run(NamedTuple):
    """losses: of the training part, every ten steps. lengths: mean absolute change of the weights in each step."""

    rate: float
    losses: list[float]
    lengths: list[float]

    def steps_to(self, loss: float) -> float:
        """How many steps until the training loss is below, infinity where it never was."""
        return next((EVERY * i for i, one in enumerate(self.losses) if one < loss), math.inf)


Update = Callable[[float, Array, Array, Any, int], tuple[Array, Any]]
"""update(rate, var, grad, memory, t) -> (var, memory); memory is () before the first step."""


def descent(rate: float, var: Array, grad: Array, memory: Any, t: int) -> tuple[Array, Any]:
    """Exercise 9's step."""
    del t  # every step is the same
    return __import__("9-gradient_descent").gradient_descent(rate, var, grad), memory


def rmsprop(rate: float, var: Array, grad: Array, memory: Any, t: int) -> tuple[Array, Any]:
    """Exercise 10's step."""
    return __import__("10-rmsprop").update_variables_RMSProp(
        rate, 0.9, 1e-8, var, grad, memory if t > 1 else 0.0
    )


def adam(rate: float, var: Array, grad: Array, memory: Any, t: int) -> tuple[Array, Any]:
    """Adam's step."""
    v, s = memory or (0.0, 0.0)
    var, v, s = update_variables_Adam(rate, 0.9, 0.999, 1e-8, var, grad, v, s, t)
    return var, (v, s)


def adam_uncorrected(rate: float, var: Array, grad: Array, memory: Any, t: int) -> tuple[Array, Any]:
    """The same as if it had gone on for ever: the correction divides by 1."""
    del t  # it is always late
    return adam(rate, var, grad, memory, LATE)


def descend(update: Update, rate: float) -> Run:
    """A training on the digits' training part."""
    from problems import DIGITS, first_weights, mini_batches, normalized_digits

    params, parts = first_weights((32,)), normalized_digits()
    memory: dict[str, Any] = dict.fromkeys(params, ())
    losses = [float(loss_and_gradient(DIGITS, params, {}, parts.x, parts.y, {})[0])]
    lengths: list[float] = []
    for t, (x, y) in enumerate(mini_batches(parts.x, parts.y, 32, steps=STEPS), start=1):
        _, grads, _ = loss_and_gradient(DIGITS, params, {}, x, y, {})
        before = params["dense1.kernel"]
        for name in params:
            params[name], memory[name] = update(rate, params[name], grads[name], memory[name], t)
        lengths.append(float(np.abs(params["dense1.kernel"] - before).mean()))
        if t % EVERY == 0:
            losses.append(float(loss_and_gradient(DIGITS, params, {}, parts.x, parts.y, {})[0]))
    return Run(rate, losses, lengths)


if __name__ == "__main__":
    from demonstration import run

    run(__file__, demonstrate)
