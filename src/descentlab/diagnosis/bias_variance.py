"""Bias and variance: where the error of a trained network comes from. Numbers in, a judgement out.

The error is the share of wrong answers, or in regression the share of the targets' variance that is not explained
(1 - R2). It is taken apart along the way from the best that is possible to the test part:

    avoidable bias     training error - floor            too little is fit
    variance           validation error - training error what is fit does not carry over
    overfitting to     test error - validation error     the validation part was looked at too often, or is no
    validation                                           sample of the same

The floor is the error of people at the task, or Bayes' error, where it is known; 0 is the assumption where it is not,
and then what nobody could avoid counts as bias. A part is *shown* when it is above `SMALL` and its interval over the
seeds excludes 0. Which of bias and variance dominates is judged by their difference in the same runs.

Source: Geman, Bienenstock & Doursat (1992), Neural Networks and the Bias/Variance Dilemma, Neural Computation 4; the
order of questions as it is commonly taught with training, development and test parts.
"""

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from descentlab.errors import InputError
from descentlab.experiments.statistics import Floats, Interval, interval

SMALL = 0.01
"""Parts of the error up to this (one point) are small."""
FALLING = 0.1
"""Share by which a loss must fall over the last fifth of the epochs to count as still falling."""
RISING = 0.1
"""Share by which a validation loss must lie above its lowest value to count as having turned."""

Problem = Literal[
    "avoidable bias",
    "variance",
    "avoidable bias and variance",
    "overfitting to validation",
    "training",
    "none",
]


class Errors(NamedTuple):
    """Errors of the same runs, one for each seed: (seeds,) each. Runs that diverged are left out."""

    train: Sequence[float]
    validation: Sequence[float]
    test: Sequence[float]


class Floor(NamedTuple):
    """The error that cannot be avoided. kind: "human error", "Bayes error", or "assumed" where nothing is known."""

    error: float = 0.0
    kind: Literal["human error", "Bayes error", "assumed"] = "assumed"


class Course(NamedTuple):
    """How training went. losses, validation_losses: of each run that ended, epoch by epoch.

    runs, diverged: how many were trained, how many diverged. stopped: how many were stopped early. edge: the end of
    its grid at which the learning rate lies.
    """

    losses: Sequence[Sequence[float]]
    validation_losses: Sequence[Sequence[float]]
    runs: int
    diverged: int = 0
    stopped: int = 0
    edge: Literal["lowest", "highest"] | None = None


class Part(NamedTuple):
    """A part of the error. mean, low, high: over n seeds. shown: it is not small, and not chance."""

    name: Literal["avoidable bias", "variance", "overfitting to validation"]
    mean: float
    low: float
    high: float
    n: int
    shown: bool


class Trouble(NamedTuple):
    """What is wrong with training itself. kind: for programs. said: in words."""

    kind: Literal["diverged", "falling", "edge", "turned"]
    said: str


class Judgement(NamedTuple):
    """What dominates, the parts it was judged by, and what is wrong with training itself."""

    problem: Problem
    parts: tuple[Part, ...]
    errors: dict[str, Interval]
    floor: Floor
    troubles: tuple[Trouble, ...]


def judge(
    errors: Errors,
    floor: Floor | None = None,
    course: Course | None = None,
    *,
    test_examples: int | None = None,
) -> Judgement:
    """Which problem dominates.

    test_examples: in classification, where the test part is one sample of so many, the same for all seeds: its
    chance is added to the interval of test minus validation.
    Raises InputError where there are no runs, or not the same for each part.
    """
    floor = floor or Floor()
    check_floor(floor)
    train, validation, test = (np.asarray(row, dtype=np.float64) for row in errors)
    if not train.size == validation.size == test.size:
        raise InputError(
            f"errors must be of the same runs: got {train.size}, {validation.size} and {test.size}"
        )
    troubles = tuple(_troubles(course)) if course is not None else ()
    if not train.size:
        return Judgement("training", (), {}, floor, troubles)
    if train.mean() - floor.error <= SMALL:  # a loss falls for ever where examples are fit well
        troubles = tuple(one for one in troubles if one.kind != "falling")
    chance = 0.0 if test_examples is None else _chance(float(test.mean()), test_examples)
    bias = _part("avoidable bias", train - floor.error)
    variance = _part("variance", validation - train)
    overfitting = _part("overfitting to validation", test - validation, chance)
    named = {"training": train, "validation": validation, "test": test}
    return Judgement(
        _problem(bias, variance, overfitting, train - floor.error - (validation - train)),
        (bias, variance, overfitting),
        {name: interval(row) for name, row in named.items()},
        floor,
        troubles,
    )


def check_floor(floor: Floor) -> None:
    """Raises InputError for an error that is none."""
    if isinstance(floor.error, bool) or not 0 <= floor.error < 1:
        raise InputError(f"{floor.kind} is {floor.error!r}; it must be a share from 0 to below 1, such as 0.02")


def sentences(found: Judgement, *, percent: bool) -> list[str]:
    """The judgement in plain sentences. percent: whether errors are shares of wrong answers."""
    if found.problem == "training":
        return ["Every run diverged: there is no error to take apart.", *(one.said for one in found.troubles)]
    bias, variance, overfitting = found.parts
    if bias.n == 1:
        means = [share(one.mean, percent) for one in found.errors.values()]
        named = f"training error {means[0]}, validation {means[1]}, test {means[2]}"
        return [f"One seed shows nothing: {named}; use several.", *(one.said for one in found.troubles)]
    sizes = {part.name: _interval(part, percent) for part in found.parts}
    said = {
        "avoidable bias": f"Avoidable bias dominates: {sizes[bias.name]} above {_floor(found.floor, percent)}.",
        "variance": f"Variance dominates: validation error lies {sizes[variance.name]} above training error.",
        "avoidable bias and variance": (
            f"Both bias and variance are there, and neither clearly dominates: avoidable bias {sizes[bias.name]} above "
            f"{_floor(found.floor, percent)}, variance {sizes[variance.name]}."
        ),
        "overfitting to validation": (
            f"Test error lies {sizes[overfitting.name]} above validation error: the validation part says too much good."
        ),
        "none": "Neither bias nor variance is shown to matter.",
    }
    result = [said[found.problem]]
    if found.problem in ("avoidable bias", "variance"):
        other = variance if found.problem == "avoidable bias" else bias
        named = "Variance" if other is variance else "Avoidable bias"
        result.append(f"{named} is {sizes[other.name]}{'' if other.shown else ', not shown to matter'}.")
    if found.problem != "overfitting to validation" and overfitting.shown:
        result.append(f"Besides, test error lies {sizes[overfitting.name]} above validation error.")
    if bias.mean < -SMALL and bias.high < 0:
        result.append(
            f"Training error lies below the {found.floor.kind}: the network does better than that on these examples, "
            "or has learnt them by heart."
        )
    if found.floor.kind == "assumed":
        result.append("The best error possible is assumed to be 0: what nobody could avoid counts as bias.")
    return [*result, *(one.said for one in found.troubles)]


def share(value: float, percent: bool) -> str:
    """An error as text."""
    return f"{100 * value:.1f}%" if percent else f"{value:.3f}"


def _part(
    name: Literal["avoidable bias", "variance", "overfitting to validation"],
    values: Floats,
    chance: float = 0.0,
) -> Part:
    """chance: standard deviation that the seeds do not show."""
    found = interval(values)
    low, high = found.low, found.high
    if chance:
        low = found.mean - math.hypot(found.mean - low, 1.96 * chance)
        high = found.mean + math.hypot(high - found.mean, 1.96 * chance)
    return Part(name, found.mean, low, high, found.n, found.mean > SMALL and low > 0)


def _problem(bias: Part, variance: Part, overfitting: Part, difference: Floats) -> Problem:
    """difference: bias minus variance of each run."""
    if overfitting.shown and overfitting.mean > max(
        bias.mean if bias.shown else 0.0, variance.mean if variance.shown else 0.0
    ):
        return "overfitting to validation"
    if not (bias.shown and variance.shown):
        return "avoidable bias" if bias.shown else "variance" if variance.shown else "none"
    apart = interval(difference)
    if apart.low > 0:
        return "avoidable bias"
    return "variance" if apart.high < 0 else "avoidable bias and variance"


def _troubles(course: Course) -> list[Trouble]:
    found: list[Trouble] = []
    if course.diverged:
        found.append(
            Trouble(
                "diverged",
                f"{course.diverged} of {course.runs} runs diverged and are left out of these errors.",
            )
        )
    if course.edge is not None:
        found.append(
            Trouble("edge", f"The learning rate is the {course.edge} that was tried: the best may lie beyond.")
        )
    if 2 * course.stopped < course.runs:
        falls = [fall for losses in course.losses if (fall := _fall(losses)) is not None]
        mean = _shown_above(falls, FALLING)
        if mean is not None:
            found.append(
                Trouble(
                    "falling",
                    f"Training loss still falls: by {100 * mean:.0f}% over the last {_last(course)}.",
                )
            )
    rises = [
        1 - min(losses) / losses[-1]
        for losses in course.validation_losses
        if len(losses) > 1 and losses[-1] > 0
    ]
    mean = _shown_above(rises, RISING)
    if mean is not None and 2 * course.stopped < course.runs:
        epochs = [1 + int(np.argmin(losses)) for losses in course.validation_losses]
        found.append(
            Trouble(
                "turned",
                f"Validation loss is lowest about epoch {float(np.median(epochs)):.0f} and then rises, "
                f"to {1 / (1 - mean):.1f} times that.",
            )
        )
    return found


def _fall(losses: Sequence[float]) -> float | None:
    """Share by which a loss falls over the last fifth of its epochs; the ends are means over a tenth."""
    width = max(1, len(losses) // 10)
    start = len(losses) - max(1, len(losses) // 5)
    if start < width:
        return None
    before = float(np.mean(losses[start - width : start]))
    return 1 - float(np.mean(losses[-width:])) / before if before > 0 else 0.0


def _last(course: Course) -> str:
    """The last fifth of the epochs, in words."""
    epochs = max(1, max(len(losses) for losses in course.losses) // 5)
    return "epoch" if epochs == 1 else f"{epochs} epochs"


def _shown_above(values: Sequence[float], least: float) -> float | None:
    """The mean of values, where it exceeds ``least`` and its interval excludes 0."""
    found = interval(values)
    return found.mean if found.n and found.mean > least and not found.low <= 0 else None


def _chance(error: float, examples: int) -> float:
    """Standard deviation of an error that is estimated from so many examples."""
    return math.sqrt(max(error * (1 - error), 0.0) / examples)


def _floor(floor: Floor, percent: bool) -> str:
    named = "the assumed floor" if floor.kind == "assumed" else f"the {floor.kind}"
    return f"{named} of {share(floor.error, percent)}"


def _interval(part: Part, percent: bool) -> str:
    unit = " points" if percent else ""
    times, digits = (100, 1) if percent else (1, 3)
    mean, low, high = (f"{times * value:.{digits}f}" for value in (part.mean, part.low, part.high))
    return f"{mean}{unit} (95% interval {low} to {high})"
