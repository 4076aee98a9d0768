"""How wrong arrays differ from right ones: sign, factor, shape, order, a few entries.

Every statement is tried on all cases, so that a chance agreement in one of them says nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.doctor.exercise import Case, Exercise
from descentlab.doctor.values import close

Numbers = NDArray[Any]
Found = tuple[Case, Numbers, Numbers]
"""A case, what is right there and what was found."""

_OF_ENTRIES: dict[str, Callable[[Any], Any]] = {
    "has the wrong sign": lambda a: -a,
    "has its rows in reverse order": lambda a: a[::-1] if a.ndim else a,
    "is the square of what it should be": lambda a: a**2,
    "is the root of what it should be": lambda a: np.sqrt(np.abs(a)),
    "is one divided by what it should be": lambda a: 1 / a,
    "is what it should be, cut to whole numbers": np.trunc,
    "is never negative: it is 0 where it should be": lambda a: np.maximum(a, 0),
    "is never negative: it has the right size without its sign": np.abs,
}
_OF_PARAMETER: dict[str, Callable[[Any], Any]] = {
    "{}": lambda p: p,
    "1 / {}": lambda p: 1 / p,
    "(1 - {})": lambda p: 1 - p,
    "1 / (1 - {})": lambda p: 1 / (1 - p),
    "the root of {}": lambda p: abs(p) ** 0.5,
    "the square of {}": lambda p: p**2,
}
_OF_ROWS: dict[str, Callable[[Any], Any]] = {
    "m (the rows of {})": lambda m: m,
    "1 / m (the rows of {})": lambda m: 1 / m,
    "m / (m - 1), m being the rows of {},": lambda m: m / (m - 1),
    "the root of m / (m - 1), m being the rows of {},": lambda m: (m / (m - 1)) ** 0.5,
}


def statements(exercise: Exercise, known: Sequence[Found]) -> Iterator[str]:
    """All that can be said of what was found, the most telling first; at least one statement."""
    yield from _of_truth(known)
    signed = [(case, _signed(right), _signed(found)) for case, right, found in known]
    yield from _of_arrays(exercise, signed)
    yield from _of_places(signed)
    yield _size(signed)


def _of_truth(known: Sequence[Found]) -> Iterator[str]:
    """Statements on what is True or False."""
    if not all(right.dtype == found.dtype == np.bool_ for _, right, found in known):
        return
    if all(np.array_equal(found, ~right) for _, right, found in known):
        yield "is True where it should be False, and the other way round"
    for value in (True, False):
        if all(np.all(found == value) for _, _, found in known):
            yield f"is always {value}"
    yield "is True or False in the wrong calls"


def _of_places(known: Sequence[Found]) -> Iterator[str]:
    """Statements on entries that are right among others that are wrong."""
    wrong = [~np.isclose(found, right, rtol=1e-5, atol=2e-8, equal_nan=True) for _, right, found in known]
    some = [places for places in wrong if places.any() and places.size > 1]
    if not some or all(places.all() for places in some):
        return
    for axis, kind in ((0, "entry" if some[0].ndim == 1 else "row"), (1, "column")):
        if not all(places.ndim > axis and places.shape[axis] > 1 for places in some):
            continue
        lines: list[Numbers] = [_lines(places, axis) for places in some]
        for i, name in ((0, "first"), (-1, "last")):
            if all(np.count_nonzero(line) == 1 and line[i] for line in lines):
                yield f"is wrong in its {name} {kind} only"
            if all(np.count_nonzero(~line) == 1 and not line[i] for line in lines):
                yield f"is right in its {name} {kind} only"
        if kind == "entry" and not any(line[0] for line in lines):
            yield "is right in its first entry and wrong later"
    right, entries = sum(np.count_nonzero(~places) for places in some), sum(places.size for places in some)
    yield f"is right in {right} of {entries} entries"


def _of_arrays(exercise: Exercise, known: Sequence[Found]) -> Iterator[str]:
    shapes = [(right, found) for _, right, found in known if right.shape != found.shape]
    if shapes:
        yield _shape(*shapes[0])
        return
    if any(np.isfinite(right).all() and not np.isfinite(found).all() for _, right, found in known):
        yield "is not finite (nan or infinite) where it should be"
    for text, change in _OF_ENTRIES.items():
        if _all(known, change):
            yield text
    for decimals in range(7):
        if _all(known, lambda a, decimals=decimals: np.round(a, decimals)):
            yield f"is what it should be, rounded to {decimals} decimals"
    yield from _of_scale(exercise, known, "is {} times what it should be")
    for i, name in enumerate(exercise.parameters):
        if all(
            i < len(case.inputs) and np.shape(case.inputs[i]) == right.shape != () for case, right, _ in known
        ):
            start = _input(i)
            moved = [(case, right - start(case), found - start(case)) for case, right, found in known]
            if _all(moved, lambda a: -a):
                yield f"moves away from {name} in the wrong direction"
            yield from _of_scale(exercise, moved, "moves {} times as far from " + name + " as it should")
    yield from _of_offset(exercise, known)
    if all(_rows_sorted(right, found) for _, right, found in known):
        yield "holds the right rows in another order"


def _lines(places: Numbers, axis: int) -> Numbers:
    """For each place along an axis whether anything there is wrong."""
    return np.any(places, axis=tuple(other for other in range(places.ndim) if other != axis))


def _of_scale(exercise: Exercise, known: Sequence[Found], text: str) -> Iterator[str]:
    ratios = [_ratio(right, found) for _, right, found in known]
    if any(ratio is None for ratio in ratios):
        return
    cases = [case for case, _, _ in known]
    said = _number(exercise, cases, [float(ratio or 0) for ratio in ratios])
    if said:
        yield text.format(said)


def _of_offset(exercise: Exercise, known: Sequence[Found]) -> Iterator[str]:
    gaps = [found - right for _, right, found in known]
    if all(np.ptp(gap) <= 1e-6 * (1 + np.abs(gap).max()) for gap in gaps if gap.size) and any(
        g.size > 1 for g in gaps
    ):
        said = _number(
            exercise, [case for case, _, _ in known], [float(gap.flat[0]) for gap in gaps if gap.size]
        )
        if said:
            yield f"is what it should be plus {said}"


def _number(exercise: Exercise, cases: Sequence[Case], values: Sequence[float]) -> str:
    """A number for each case, in words: by the parameters it is made of, or as it is where it is always the same."""
    if all(abs(value - 1) < 1e-5 for value in values):
        return ""  # rounding
    for name, compute in _expressions(exercise, cases[0]):
        with np.errstate(all="ignore"):
            made = [compute(case) for case in cases]
        if np.allclose(made, values, rtol=1e-5) and np.ptp(values) > 1e-9:
            return name
    same = len(values) > 0 and np.ptp(values) <= 1e-5 * abs(values[0])
    return f"{values[0]:.6g}" if same else ""


def _expressions(exercise: Exercise, case: Case) -> Iterator[tuple[str, Callable[[Case], Any]]]:
    """What a number may be made of: a parameter that is a number, or the rows of one that is a matrix."""
    for i, value in enumerate(case.inputs):
        name = exercise.parameters[i] if i < len(exercise.parameters) else f"argument {i + 1}"
        if isinstance(value, int | float):
            for text, make in _OF_PARAMETER.items():
                yield text.format(name), _made(i, make, np.float64)
        elif isinstance(value, np.ndarray) and value.ndim == 2:
            for text, make in _OF_ROWS.items():
                yield text.format(name), _made(i, make, len)


def _made(i: int, make: Callable[[Any], Any], read: Callable[[Any], Any]) -> Callable[[Case], Any]:
    return lambda case: make(np.float64(read(case.inputs[i])))


def _ratio(right: Numbers, found: Numbers) -> float | None:
    """The one number that turns what is right into what was found, None where there is none."""
    big = np.abs(right) > 1e-9 * (np.abs(right).max() if right.size else 0)
    if not big.any():
        return None
    ratio = float(np.median(found[big] / right[big]))
    return ratio if ratio and close(found, ratio * right) else None


def _all(known: Iterable[Found], change: Callable[[Numbers], Numbers]) -> bool:
    with np.errstate(all="ignore"):
        return all(close(found, np.asarray(change(np.asarray(right)))) for _, right, found in known)


def _signed(array: Numbers) -> Numbers:
    """Numbers that can be negated and subtracted."""
    return array.astype(np.float64) if array.dtype.kind in "bu" else array


def _shape(right: Numbers, found: Numbers) -> str:
    shapes = f"has the shape {found.shape} instead of {right.shape}"
    if found.T.shape == right.shape and close(found.T, right):
        return f"is transposed: it {shapes}"
    if found.size == right.size and close(found.ravel(), right.ravel()):
        return f"{shapes}, with the right numbers"
    if found.ndim == 0 and right.ndim:
        return f"is a single number where {right.shape} are asked for"
    return shapes


def _rows_sorted(right: Numbers, found: Numbers) -> bool:
    if right.ndim == 0:
        return False
    flat = [np.reshape(one, (len(one), -1)) for one in (right, found)]
    one, other = (rows[np.lexsort(rows.T[::-1])] for rows in flat)
    return close(one, other)


def _size(known: Sequence[Found]) -> str:
    with np.errstate(all="ignore"):
        worst = max(
            float(np.abs(found - right).max() / (np.abs(right).max() or 1))
            for _, right, found in known
            if right.size
        )
    if worst < 1e-3 and any(found.dtype == np.float32 for _, _, found in known):
        return "differs by rounding only: is it computed in float32?"
    if worst < 1e-2:
        return (
            f"differs a little (up to {worst:.0e} of its size): is a small term such as epsilon in its place?"
        )
    return f"differs by up to {100 * worst:.0f}% of its size" if worst < 1 else "is of another size altogether"


def _input(i: int) -> Callable[[Case], Numbers]:
    return lambda case: np.asarray(case.inputs[i])
