"""Exercise 12, learning rate decay: long steps first, short ones in the end."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from descentlab.techniques.schedules.exponential import Exponential
from descentlab.techniques.schedules.inverse_time import InverseTime

STEPS, EVERY = 4000, 25


def learning_rate_decay(alpha: float, decay_rate: float, global_step: int, decay_step: int) -> float:
    """The rate by inverse-time decay in stairs: alpha over 1 + decay_rate times the stairs that are passed.

    alpha: the rate at first. global_step: steps done. decay_step: steps to a stair; a step that is not full does
    not count, a full one counts at once (global_step = decay_step is the first step of the second stair).
    """
    return InverseTime(decay_step, decay_rate, staircase=True).at(alpha, global_step)


def exponential_decay(alpha: float, decay_rate: float, global_step: int, decay_step: int) -> float:
    """The rate by exponential decay in stairs: alpha times decay_rate once for each stair that is passed."""
    return Exponential(decay_step, decay_rate, staircase=True).at(alpha, global_step)


def demonstrate(out: Path) -> Any:
    """Linear regression by gradient descent, four examples at a time."""
    from demonstration import BLUE, GREEN, GREY, RED, Shown, panels

    del out  # nothing earlier is needed
    schedules = {
        "constant, long": (lambda step: 0.03, RED),
        "constant, short": (lambda step: 0.001, GREY),
        "inverse time": (lambda step: learning_rate_decay(0.03, 0.3, step, 100), BLUE),
        "exponential": (lambda step: exponential_decay(0.03, 0.7, step, 400), GREEN),
    }
    figure, (left, right) = panels(2, "Learning rate decay: mini-batches of four diabetics")
    ends = {}
    for name, (schedule, colour) in schedules.items():
        losses = descend(schedule)
        ends[name] = np.mean(losses[-10:])
        print(
            f"{name}: learning rate {schedule(0):g} to {schedule(STEPS - 1):.2g}, "
            f"{ends[name]:.4f} above the least loss in the end"
        )
        left.plot([schedule(step) for step in range(STEPS)], color=colour, label=name)
        right.plot(range(0, STEPS + 1, EVERY), losses, color=colour, label=name, linewidth=1)
    left.set(xlabel="step", ylabel="learning rate (logarithmic)", yscale="log")
    right.set(xlabel="step", ylabel="training loss above the least (logarithmic)", yscale="log")
    left.legend(loc=(0.5, 0.62), fontsize=9)
    order = sorted(ends, key=ends.__getitem__)
    return Shown(
        figure,
        f"the long constant rate comes down at once and then trembles, the short one is steady and slow; lowest in "
        f"the end are {order[0]} and {order[1]}, which begin long and end short.",
    )


def descend(schedule: Callable[[int], float]) -> list[float]:
    """Training losses above the least possible, from before the first step on.

    schedule: the learning rate by the number of steps done.
    """
    from problems import diabetics, mini_batches, squared_error

    gradient_descent = __import__("9-gradient_descent").gradient_descent
    x, y = diabetics()
    least = squared_error(np.linalg.lstsq(x, y)[0], x, y)[0]
    kernel = np.zeros((x.shape[1], 1))
    losses = [squared_error(kernel, x, y)[0] - least]
    for step, (some_x, some_y) in enumerate(mini_batches(x, y, 4, steps=STEPS)):
        _, grad = squared_error(kernel, some_x, some_y)
        kernel = gradient_descent(schedule(step), kernel, grad)
        if (step + 1) % EVERY == 0:
            losses.append(squared_error(kernel, x, y)[0] - least)
    return losses


if __name__ == "__main__":
    from demonstration import run

    run(__file__, demonstrate)
