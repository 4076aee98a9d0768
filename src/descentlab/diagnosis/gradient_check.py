"""The gradient check: a gradient by back-propagation against slopes by differences, and a verdict on it.

For each entry checked, the slope is taken with steps of several lengths, each with a bound of its own error
(``slopes``). An entry is

    right         when it agrees with the slope at one step, within that step's bound;
    wrong         when it agrees with none, and two steps that agree with one another leave no room for it,
                  not even at a kink;
    inconclusive  otherwise.

Besides the entries sampled, one slope along a random direction takes in all entries of a parameter. What is
found wrong is looked at once more a little beside: a mistake is there too, a kink is not.
"""

import math
import zlib
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, cast

import numpy as np

from descentlab.arrays import Arrays
from descentlab.contracts import Shape
from descentlab.diagnosis.gradient_causes import likely_causes
from descentlab.diagnosis.gradient_result import ArrayCheck, Cause, Entry, GradientCheck
from descentlab.diagnosis.slopes import Slope, Values, noise, scale, slopes
from descentlab.diagnosis.subjects.subject import Subject, gradient_of, loss_of
from descentlab.errors import InputError

ENTRIES = 20
"""Entries of each parameter that are checked one by one where nothing else is said."""
_SAME = 1e-9
"""Two gradients, or two losses, of one place that differ by more than this share were not computed alike."""
_NEGLIGIBLE = 1e-8
"""A share of an entry that no formula's mistake is as small as."""
_OF_THE_ARRAY = 1e-11
"""A share of the largest entry that back-propagation's own rounding may reach where terms cancel."""
_PRECISE, _PRECISE_BESIDE = 1e-6, 1e-7
"""A slope says enough when its bound is below this share of itself, or of the largest entry of the gradient."""
_FLOAT32 = 1e-11
"""A loss whose rounding error is above this share of it was not computed in float64."""
_SURE = 1e-2
_BESIDE = 1e-3
_CONFIRMED_BY = 5
_MORE = 8


def check(subject: Subject, *, entries: int | None = ENTRIES, seed: int = 0) -> GradientCheck:
    """Checks the gradient of a subject.

    entries: how many of each parameter are checked one by one (None: all). seed: of the sample.
    Raises InputError when the loss is no number, or the subject's own code fails.
    """
    if not subject.params or not all(array.size for array in subject.params.values()):
        raise InputError("there are no parameters to check, or one of them is empty")
    loss, again = (_loss(subject, subject.params) for _ in range(2))
    result = GradientCheck(subject.title, loss, math.nan, subject.batch)
    if not (math.isfinite(loss) and math.isfinite(again)):
        return result._replace(reason=f"the loss is not finite ({loss})")
    if abs(loss - again) > _SAME * max(abs(loss), abs(again)):
        text = (
            f"two evaluations at the same place differ, {loss:.6g} and {again:.6g}: hold dropout's noise fixed"
        )
        return result._replace(reason="the loss is random", causes=(Cause("random loss", text),))
    result = result._replace(noise=max(_noise(subject, seed), abs(loss - again)))
    if not math.isfinite(result.noise):
        return result._replace(
            reason="the loss changes too fast: not smooth over a millionth of the parameters"
        )
    (gradient, unfit), (anew, _) = (gradient_of(subject, subject.params) for _ in range(2))
    place = _Place(subject, gradient, loss, result.noise, seed)
    arrays = [place.array(name, entries) for name in subject.params]
    if any(array.verdict == "wrong" for array in arrays) and not place.confirms(arrays):
        arrays = [_at_a_kink(array) for array in arrays]
    result = result._replace(arrays=tuple(arrays))
    if result.verdict == "wrong" and not _same(gradient, anew):
        text = "two gradients of the same place differ: the way back draws its noise (dropout's mask) anew"
        return result._replace(causes=(Cause("random gradient", text),))
    if result.verdict == "wrong":
        arrays = [place.more(array) if array.verdict == "wrong" else array for array in arrays]
        causes = likely_causes(subject, gradient, unfit, arrays)
        return result._replace(arrays=tuple(arrays), causes=tuple(causes))
    reasons = [entry.reason for array in arrays for entry in array.entries]
    coarse = 2 * sum(reason in ("rounding", "small") for reason in reasons) > len(reasons)
    if result.verdict == "inconclusive" and coarse and result.noise > _FLOAT32 * abs(loss):
        share = result.noise / abs(loss) if loss else math.inf
        reason = f"the loss scatters by {share:.0e} of its value, as float32 does: compute all of it in float64"
        return result._replace(reason=reason)
    return result


class _Place:
    """The slopes of a subject around one place. loss: there. noise: of one value of the loss."""

    def __init__(self, subject: Subject, gradient: Arrays, loss: float, noise: float, seed: int) -> None:
        self._subject, self._gradient, self._seed = subject, gradient, seed
        self._loss, self._noise = loss, noise
        finite = [np.abs(array[np.isfinite(array)]) for array in gradient.values()]
        self._largest = max((float(np.max(sizes)) for sizes in finite if sizes.size), default=0.0)

    def array(self, name: str, count: int | None) -> ArrayCheck:
        """One parameter: entries drawn by the seed, and all together along one direction."""
        array = self._subject.params[name]
        chosen = self._chosen(name, array.size if count is None else count)
        found = ArrayCheck(name, array.shape, tuple(self._entry(name, index) for index in chosen))
        if len(chosen) == array.size:
            return found
        whole = self._along(name, self._signs(name))
        found = found._replace(whole=whole)
        hidden = all(entry.verdict != "wrong" for entry in found.entries)
        return self._located(found) if hidden and whole.verdict == "wrong" else found

    def more(self, found: ArrayCheck) -> ArrayCheck:
        """The same with as many entries as there are examples, and some, so that causes can be told apart."""
        wanted = (self._subject.batch or 0) + _MORE if self._subject.losses else 0
        known = {entry.at for entry in found.entries}
        further = [index for index in self._chosen(found.name, wanted) if index not in known]
        added = [self._entry(found.name, index) for index in further]
        return found._replace(entries=(*found.entries, *added))

    def confirms(self, arrays: list[ArrayCheck]) -> bool:
        """Whether any of what is wrong is wrong a little beside too."""
        random = np.random.default_rng([self._seed, 1])
        params: Arrays = {
            name: array + _BESIDE * scale(array) * random.standard_normal(array.shape)
            for name, array in self._subject.params.items()
        }
        loss = _loss(self._subject, params)
        gradient, _ = gradient_of(self._subject, params)
        beside = _Place(self._subject._replace(params=params), gradient, loss, self._noise, self._seed)
        wrong = [
            (array.name, e)
            for array in arrays
            for e in array.entries
            if e.verdict == "wrong" and e.at is not None
        ]
        wrong.sort(key=lambda pair: -pair[1].relative_error)
        if any(beside._entry(name, entry.at).verdict == "wrong" for name, entry in wrong[:_CONFIRMED_BY]):
            return True
        whole = [array.name for array in arrays if array.whole and array.whole.verdict == "wrong"]
        return any(beside._along(name, self._signs(name)).verdict == "wrong" for name in whole)

    def _chosen(self, name: str, count: int) -> list[tuple[int, ...]]:
        """The places of so many entries: the first of a random order that depends on seed and name only."""
        array = self._subject.params[name]
        order = np.random.default_rng([self._seed, zlib.crc32(name.encode())]).permutation(array.size)
        return [_index(flat, array.shape) for flat in sorted(order[:count])]

    def _signs(self, name: str) -> Values:
        shape = self._subject.params[name].shape
        random = np.random.default_rng([self._seed, zlib.crc32(name.encode()), 1])
        return random.choice([-1.0, 1.0], size=shape)

    def _entry(self, name: str, index: Any) -> Entry:
        array = self._subject.params[name]
        way = np.zeros(array.shape)
        way[index] = 1.0
        here = abs(float(array[index]))
        return self._judged(name, way, index, max(here, scale(array)), here)

    def _along(self, name: str, way: Values) -> Entry:
        """All entries of the way together; it moves as far as a single entry does."""
        array = self._subject.params[name]
        length = math.sqrt(np.count_nonzero(way))
        return self._judged(name, way, None, scale(array) / length, scale(array) * length)

    def _judged(self, name: str, way: Values, index: Any, reach: float, size: float) -> Entry:
        array = self._subject.params[name]

        def line(t: float) -> float:
            return _loss(self._subject, {**self._subject.params, name: array + t * way})

        analytic = float(np.sum(self._gradient[name][way != 0] * way[way != 0]))
        floor = _OF_THE_ARRAY * float(np.max(np.abs(self._gradient[name]), initial=0.0))
        floor = floor * math.sqrt(np.count_nonzero(way)) if math.isfinite(floor) else 0.0
        beside = _PRECISE_BESIDE * self._largest
        return _judge(index, analytic, slopes(line, self._loss, reach, self._noise, size), floor, beside)

    def _located(self, found: ArrayCheck) -> ArrayCheck:
        """The same with the entry that makes the direction wrong, found by halving."""
        signs = self._signs(found.name)
        left = cast("Any", np.arange(signs.size))
        while len(left) > 1:
            for half in (left[: len(left) // 2], left[len(left) // 2 :]):
                way: Values = np.zeros(signs.size)
                way[half] = signs.reshape(-1)[half]
                if self._along(found.name, way.reshape(signs.shape)).verdict == "wrong":
                    left = half
                    break
            else:
                return found
        index = _index(left[0], signs.shape)
        return found._replace(entries=(*found.entries, self._entry(found.name, index)))


def _index(flat: Any, shape: Shape) -> tuple[int, ...]:
    """The index of an entry, from its place in the flattened array."""
    return tuple(int(i) for i in cast("Any", np.unravel_index(flat, shape)))


def _judge(index: Any, analytic: float, steps: Iterator[Slope], floor: float, beside: float) -> Entry:
    seen: list[Slope] = []
    near: list[Slope] = []
    apart: list[Slope] = []
    doubt = math.inf  # the smallest room that a step leaves for the analytic slope
    for slope in steps:
        distance, size = abs(analytic - slope.value), abs(analytic) + abs(slope.value)
        allowed = slope.error + floor + _NEGLIGIBLE * size
        enough = slope.error <= max(_PRECISE * size, beside)
        if distance == 0 or (enough and distance <= allowed):
            near.append(slope)
            if slope.error <= 2 * slope.rounding:  # a shorter step would tell no better
                break
        seen.append(slope)
        if math.isfinite(slope.error) and not distance <= allowed + slope.jump:
            apart.append(slope)
            if len(apart) == len(seen) == 3 and _settled(apart, analytic, floor):
                break
        else:
            doubt = min(doubt, slope.error + slope.jump)
    best = min(apart or seen or near, key=lambda slope: slope.error)
    wrong = any(_agree(one, best, floor) for one in apart if one is not best)
    if near and not (wrong and best.error < min(slope.error for slope in near)):
        best = min(near, key=lambda slope: slope.error)
        return Entry(index, analytic, best.value, best.error, "right")
    if wrong and not doubt < abs(analytic - best.value):
        return Entry(index, analytic, best.value, best.error, "wrong")
    return Entry(index, analytic, best.value, best.error, "inconclusive", _reason(seen, best, analytic))


def _settled(apart: list[Slope], analytic: float, floor: float) -> bool:
    """Whether slopes are so much nearer to one another than to the analytic one that no further step is needed."""
    sure = all(not slope.error > _SURE * abs(analytic - slope.value) for slope in apart)
    return sure and all(_agree(*pair, floor) for pair in pairwise(apart))


def _agree(one: Slope, other: Slope, floor: float) -> bool:
    allowed = one.error + other.error + floor + _NEGLIGIBLE * (abs(one.value) + abs(other.value))
    return abs(one.value - other.value) <= allowed


def _reason(seen: list[Slope], best: Slope, analytic: float) -> str:
    if not math.isfinite(best.error):
        return "not finite"
    if any(slope.kink for slope in seen):
        return "kink"
    if abs(analytic) + abs(best.value) <= 10 * best.error:
        return "small"
    return "rounding" if abs(analytic - best.value) <= best.error + best.jump else "rough"


def _at_a_kink(array: ArrayCheck) -> ArrayCheck:
    """The same where what looked wrong turned out right a little beside."""
    entries = tuple(_unclear(entry) for entry in array.entries)
    return array._replace(entries=entries, whole=None if array.whole is None else _unclear(array.whole))


def _unclear(entry: Entry) -> Entry:
    return entry._replace(verdict="inconclusive", reason="kink") if entry.verdict == "wrong" else entry


def _loss(subject: Subject, params: Arrays) -> float:
    return float(loss_of(subject, params))


def _noise(subject: Subject, seed: int) -> float:
    """The error of one value of the loss; at least that of the dtype in which it comes."""
    value = loss_of(subject, subject.params)
    coarse = value.dtype.kind == "f" and value.dtype.itemsize < 8
    least = abs(float(value)) * float(np.finfo(value.dtype).eps) / 2 if coarse else 0.0
    return max(least, noise(lambda params: _loss(subject, params), subject.params, seed))


def _same(one: Arrays, other: Arrays) -> bool:
    """Whether two gradients of one place differ by rounding at most."""
    sizes = [float(np.max(np.abs(array), initial=0.0)) for array in one.values()]
    allowed = _SAME * max((size for size in sizes if math.isfinite(size)), default=0.0)
    return all(np.allclose(one[name], other[name], rtol=_SAME, atol=allowed, equal_nan=True) for name in one)
