"""The learning curve over the number of training examples: would more of them help?

What is known is what each doubling of the examples brought. What the next one will bring is a guess, made carefully:
gains of doublings as a rule shrink (under a power law, error = a + b * examples^-c, by the same factor 2^-c each
time), so the last gain is taken for the most that is to be expected, and the last gain times the last shrinkage for
the most likely. Nothing is said of more than one doubling.

Source: Hestness et al. (2017), Deep Learning Scaling is Predictable, Empirically, arXiv:1712.00409.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from descentlab.diagnosis.bias_variance import SMALL
from descentlab.errors import InputError
from descentlab.experiments.statistics import Floats, Interval, interval

WORTH = 0.1
"""Share of the error above the floor that a doubling must save to be worth it."""


class Curve(NamedTuple):
    """sizes: numbers of examples, ascending. train, validation: errors (sizes, seeds), NaN where a run diverged."""

    sizes: Sequence[int]
    train: Sequence[Sequence[float]]
    validation: Sequence[Sequence[float]]


class Growth(NamedTuple):
    """What more examples bring. last: of going from ``first`` to ``size`` examples, in each seed, as for a doubling.

    expected, most: of the next doubling; None where the last gain is not shown.
    worth: "yes" where the last gain is shown and saves a tenth of what is left, "no" where it surely saves less.
    """

    first: int
    size: int
    last: Interval
    left: float
    expected: float | None
    most: float | None
    worth: Literal["yes", "no", "unclear"]


def growth(curve: Curve, floor: float = 0.0) -> Growth | None:
    """What the last doubling brought, and what the next may bring; None where fewer than two sizes are there.

    floor: the error that cannot be avoided. Raises InputError for sizes that do not ascend or miss errors.
    """
    sizes = np.asarray(curve.sizes, dtype=np.float64)
    errors = np.asarray(curve.validation, dtype=np.float64)
    if errors.ndim != 2 or len(errors) != len(sizes) or (np.diff(sizes) <= 0).any():
        raise InputError("a learning curve needs ascending sizes and errors (sizes, seeds)")
    whole = np.isfinite(errors).all(axis=0)
    if len(sizes) < 2 or not whole.any():
        return None
    gains = _gains(sizes, errors[:, whole])
    last, left = interval(gains[-1]), float(errors[-1, whole].mean()) - floor
    worth = WORTH * max(left, 0.0)
    shown = last.low > 0
    verdict = (
        "yes"
        if shown and last.mean >= worth and left > 0
        else "no"
        if last.high < worth or left <= 0
        else "unclear"
    )
    expected = None
    if shown and len(gains) > 1:
        before = float(gains[-2].mean())
        expected = last.mean * min(1.0, last.mean / before) if before > 0 else None
    most = last.high if shown else None
    return Growth(int(sizes[-2]), int(sizes[-1]), last, left, expected, most, verdict)


def growth_sentences(found: Growth, *, percent: bool) -> list[str]:
    """In plain sentences. percent: whether errors are shares of wrong answers."""
    times, digits, unit = (100, 1, " points") if percent else (1, 3, "")

    def text(value: float) -> str:
        return f"{times * value:.{digits}f}"

    gain = found.last
    between = (
        f"(95% interval {text(gain.low)} to {text(gain.high)})" if gain.n > 1 else "(one seed: no interval)"
    )
    moved = f"fell by {text(gain.mean)}{unit}" if gain.mean > 0 else f"did not fall ({text(gain.mean)}{unit})"
    said = [
        f"From {found.first:,} to {found.size:,} training examples validation error {moved} for each doubling "
        f"{between}."
    ]
    if found.worth == "yes":
        guess = "" if found.expected is None else f"about {text(found.expected)} to be expected, and "
        said.append(
            f"More examples are worth it: for twice as many, {guess}hardly more than {text(found.most or 0.0)}{unit}, "
            f"of the {text(found.left)}{unit} above the floor. A guess from the last doublings, and for one more only."
        )
    elif found.left <= SMALL:
        said.append("Hardly any error is left for more examples to take away.")
    elif found.worth == "no":
        said.append(
            f"More examples of the same kind would hardly help: they saved less than a tenth of the "
            f"{text(found.left)}{unit} above the floor."
        )
    else:
        said.append("Whether more examples would help cannot be told from these seeds.")
    return said


def _gains(sizes: Floats, errors: Floats) -> Floats:
    """What each doubling saves, (sizes - 1, seeds): steps between sizes are brought to doublings."""
    doublings = np.log2(sizes[1:] / sizes[:-1])
    return (errors[:-1] - errors[1:]) / doublings[:, None]
