"""Slopes of a function by central differences, each with an estimate of its own error.

For one step h and f along a line through the place, at 0:

    D(h)  = (f(h) - f(-h)) / (2 h)                          error of order h^2
    D4    = (4 D(h/4) - D(h/2)) / 3                         error of order h^4
    slope = (64 D(h/4) - 20 D(h/2) + D(h)) / 45             error of order h^6 (Richardson)

    truncation <= |slope - D4|                              where f is smooth
    rounding   <= 6.6 * noise / h                           noise: the error of one value of f

    bend(h) = (f(h) - 2 f(0) + f(-h)) / h                   goes to 0 with h; at a kink, to the jump of the slope

The noise is estimated from values of f at points so near to one another that f itself is a polynomial there,
and what is left is rounding (after Moré & Wild 2011, Estimating Computational Noise).
"""

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, cast

import numpy as np

from descentlab.arrays import Arrays

Values = np.ndarray[Any, np.dtype[np.float64]]
Line = Callable[[float], float]

STEPS = (1e-3, 1e-4, 1e-5, 1e-2, 1e-6, 1e-1)
"""Steps in units of the scale, in the order in which they are tried."""
_USUAL = (1e-2, 1e2)
"""Where the scale of a parameter lies outside, steps of that size are tried in units of 1 too."""
_ROUNDING = 8.0
_JUMP_ROUNDING = 50.0
_SAFETY = 4.0
_NEAR = (1e-10, 1e-6)
"""Distances of the points that show the noise: rounding in float64, and in float32."""
_BY_EXAMPLE = 1e-3
_POINTS = np.arange(9) + np.arange(9) * math.sqrt(2) % 1  # at uneven distances, which no grid of values has too
_CURVE = (_POINTS[:, None] / _POINTS[-1]) ** np.arange(5)
_LINES = 5
_ROUGH = 1e-3
"""A scatter above this share of the values is none of rounding, not even in float16."""


class Slope(NamedTuple):
    """A slope with its bounds. error: of the value, where f is smooth; rounding: the part of it that is rounding's.

    jump: how far the slopes on both sides may differ. kink: whether they certainly do.
    """

    value: float
    error: float
    rounding: float
    jump: float
    kink: bool


def slopes(line: Line, middle: float, scale: float, noise: float, size: float) -> Iterator[Slope]:
    """The slope at 0, once for every step. middle: f(0). size: of the numbers that are moved."""
    steps = [step * scale for step in STEPS]
    if not _USUAL[0] <= scale <= _USUAL[1]:
        steps += STEPS[:4]
    for step in steps:
        yield _slope(line, middle, step, noise, size)


def _slope(line: Line, middle: float, step: float, noise: float, size: float) -> Slope:
    widths = [step, step / 2, step / 4]
    ups, downs = ([line(sign * width) for width in widths] for sign in (1, -1))
    if not np.all(np.isfinite([*ups, *downs])):
        return Slope(math.nan, math.inf, math.inf, math.inf, False)
    wide, half, near = ((u - d) / (2 * width) for u, d, width in zip(ups, downs, widths, strict=True))
    value = (64 * near - 20 * half + wide) / 45
    truncation = abs(value - (4 * near - half) / 3)
    blur = _SAFETY * (noise + 2.0**-52 * size * abs(value)) / step
    bends = [(u - 2 * middle + d) / width for u, d, width in zip(ups, downs, widths, strict=True)]
    first, second = 2 * bends[1] - bends[0], 2 * bends[2] - bends[1]
    jump = (8 * second - first) / 7
    unsure = 2 * abs(jump - second) + _JUMP_ROUNDING * blur
    rounding = _ROUNDING * blur
    return Slope(value, 2 * truncation + rounding, rounding, abs(jump) + unsure, abs(jump) > unsure)


def by_example(losses: Callable[[Arrays], Any], params: Arrays, name: str, places: Any) -> Values:
    """The slopes of each example's own loss at entries of one parameter: (entries, batch).

    losses: of the parameters, (batch,). places: of the entries in the flattened parameter.
    """
    array = params[name]
    step = _BY_EXAMPLE * scale(array)
    found: list[Values] = []
    for place in places:
        values: list[Values] = []
        for t in (step, -step, 2 * step, -2 * step):
            moved = array.copy()
            moved.reshape(-1)[place] += t
            values.append(np.asarray(losses({**params, name: moved})))
        found.append((8 * (values[0] - values[1]) - (values[2] - values[3])) / (12 * step))
    return np.stack(found)


def noise(loss: Callable[[Arrays], float], params: Arrays, seed: int) -> float:
    """The error of one value of the loss near this place: a typical size, at least that of float64's rounding.

    Infinite where the loss changes so fast that no step used here is short enough.
    """
    random = np.random.default_rng(seed)
    found: list[tuple[float, float]] = []
    rough: list[float] = []
    for _ in range(_LINES):
        ways: Arrays = {
            name: random.standard_normal(array.shape) * scale(array) for name, array in params.items()
        }
        near, far = (
            np.array([loss({n: array + at * reach * ways[n] for n, array in params.items()}) for at in _POINTS])
            for reach in _NEAR
        )
        found.append((_spread(near), _spread(far)))
        rough.append(found[-1][1] / max(float(np.max(np.abs(far))), 2.0**-1000))
    if _low(rough) > _ROUGH:
        return math.inf
    return max(*map(_low, zip(*found, strict=True)), 2.0**-53 * abs(loss(params)))


def _low(sizes: Iterable[float]) -> float:
    """A low one of some sizes: what a kink makes shows on a line or two, noise on all."""
    return float(np.quantile(list(sizes), 0.25))


def scale(array: Values) -> float:
    """The typical size of an array's entries; 1 where all are zero."""
    return float(np.sqrt(np.mean(array**2))) or 1.0


def _spread(values: Values) -> float:
    """The error of each value: what is left of them beside a curve of the fourth degree."""
    around = values - values[0]
    fitted = _CURVE @ cast("Values", np.linalg.lstsq(_CURVE, around)[0])
    return math.sqrt(float(np.sum((around - fitted) ** 2)) / (len(values) - _CURVE.shape[1]))
