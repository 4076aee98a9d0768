"""From a data set to what training needs: training, validation and test parts, and standardization.

Parts are ascending row numbers, so that nothing depends on the order in which they were drawn; a seed gives
the same parts on every call, and no global random state is read or changed.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from descentlab.data.dataset import Dataset
from descentlab.data.messages import counted, quoted, shown
from descentlab.data.settings import fraction as as_fraction
from descentlab.data.settings import seed_number
from descentlab.errors import DataError, SettingError

_BLOCK = 2**20  # cells that are converted to float64 at a time


class Split(NamedTuple):
    """Row numbers of the three parts: int64, ascending, disjoint, together all rows."""

    train: NDArray[np.int64]
    validation: NDArray[np.int64]
    test: NDArray[np.int64]


def test_part(
    dataset: Dataset,
    fraction: float = 0.2,  # noqa: PT028  (a part of the data, not a test function)
    seed: int = 0,  # noqa: PT028
) -> NDArray[np.int64]:
    """Row numbers of the test part: the official one, else that fraction of the rows, stratified by class.

    Raises DataError when a class or the data set is too small; SettingError for the fraction or the seed.
    """
    fraction, seed = as_fraction("test", fraction), seed_number("the test part's seed", seed)
    if dataset.test is not None:
        return dataset.test.copy()
    rows = np.arange(len(dataset.features), dtype=np.int64)
    return _draw(dataset, rows, _size(fraction, len(rows)), seed, "test")[1]


def split(
    dataset: Dataset, seed: int, *, validation: float = 0.2, test: float = 0.2, test_seed: int = 0
) -> Split:
    """The parts for one seed: the test part is fixed by test_seed, the seed divides the rest.

    validation, test: fractions of the whole data set, 0 for no such part; an official test part goes before
        ``test``. For classification both are stratified.
    Raises DataError when a class or the data set is too small for the parts; SettingError for fractions or
    seeds that are not lawful.
    """
    validation, seed = as_fraction("validation", validation), seed_number("seed", seed)
    if dataset.test is None and validation + as_fraction("test", test) >= 1:
        raise SettingError(f"validation {validation:g} and test {test:g} leave nothing to train on")
    _check_classes(dataset, validation > 0, test > 0)
    held_out = test_part(dataset, test, test_seed)
    rest = np.setdiff1d(np.arange(len(dataset.features), dtype=np.int64), held_out)
    train, validating = _draw(dataset, rest, _size(validation, len(dataset.features)), seed, "validation")
    return Split(train, validating, held_out)


def standardization(
    values: NDArray[Any], *, one_number: bool = False
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shift and scale, float64 (d,) each, with which (values - shift) / scale has mean 0 and deviation 1.

    values: (m, d), the training part only. The deviation is that of the population (divided by m). A constant
    feature is shifted by its value and keeps scale 1, and so becomes exact zeros. No square overflows or
    vanishes.
    one_number: one mean and one deviation for all features, as for pixels.
    Raises DataError when there are no values.
    """
    if values.ndim != 2 or values.size == 0:
        raise DataError(f"standardization needs values of shape (examples, features), not {values.shape}")
    width = values.shape[1]
    shift, scale = _moments(np.ascontiguousarray(values).reshape(-1, 1) if one_number else values)
    if one_number:
        return np.repeat(shift, width), np.repeat(scale, width)
    return shift, scale


def _moments(values: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and deviation of each column, in float64 and by blocks of rows."""
    low, high = (np.asarray(end, dtype=np.float64) for end in (values.min(axis=0), values.max(axis=0)))
    constant = low == high
    peak = np.where(constant, 1.0, np.maximum(np.abs(low), np.abs(high)))
    rows = max(1, _BLOCK // values.shape[1])
    starts = range(0, len(values), rows)
    mean = np.zeros(values.shape[1])
    for start in starts:
        mean += (values[start : start + rows] / peak).sum(axis=0, dtype=np.float64) / len(values)
    square = np.zeros_like(mean)
    for start in starts:
        square += ((values[start : start + rows] / peak - mean) ** 2).sum(axis=0) / len(values)
    scale = np.sqrt(square) * peak
    usable = ~constant & (scale > 0)
    return np.where(constant, low, mean * peak), np.where(usable, scale, 1.0)


def _size(fraction: float, examples: int) -> int:
    return max(1, round(fraction * examples)) if fraction > 0 else 0


def _draw(
    dataset: Dataset, rows: NDArray[np.int64], size: int, seed: int, part: str
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows that stay and the ``size`` rows that are drawn, both ascending."""
    if size == 0:
        return rows, rows[:0]
    where = shown(dataset.name)
    if size >= len(rows):
        raise DataError(
            f"{where}: {counted(len(rows), 'example')} to draw a {part} part of {size} from leave none to "
            "train on: gather more or ask for a smaller part"
        )
    selection = import_module("sklearn.model_selection")
    if dataset.classes is None:
        splitter = selection.ShuffleSplit(n_splits=1, test_size=size, random_state=seed)
        stays, drawn = next(splitter.split(rows))
    else:
        numbers = dataset.targets[rows]
        _check_drawable(numbers, dataset.classes, size, part, where)
        splitter = selection.StratifiedShuffleSplit(n_splits=1, test_size=size, random_state=seed)
        stays, drawn = next(splitter.split(rows, numbers))
    return np.sort(rows[stays]), np.sort(rows[drawn])


def _check_drawable(
    numbers: NDArray[np.int64], classes: Sequence[str], size: int, part: str, where: str
) -> None:
    present, counts = np.unique(numbers, return_counts=True)
    if counts.min() < 2:
        label = classes[int(present[counts.argmin()])]
        raise _too_few(where, label, 1, f"a stratified {part} part", 2)
    least = min(size, len(numbers) - size)
    if least < present.size:
        raise DataError(
            f"{where}: {counted(len(numbers), 'example')} of {present.size} classes cannot be divided into "
            f"{len(numbers) - size} and a {part} part of {size}, with each class in both: change the {part} "
            "fraction or gather more"
        )


def _check_classes(dataset: Dataset, validation: bool, test: bool) -> None:
    """Raises DataError for a class that has not one example for each part that is to be drawn."""
    if dataset.classes is None:
        return
    official = dataset.test is not None
    drawn = np.delete(dataset.targets, dataset.test) if dataset.test is not None else dataset.targets
    parts = 1 + validation + (test and not official)
    counts = np.bincount(drawn, minlength=len(dataset.classes))
    short = np.flatnonzero((counts > 0) & (counts < parts))
    if short.size:
        first = int(short[0])
        kinds = f"a stratified split into {parts} parts"
        raise _too_few(shown(dataset.name), dataset.classes[first], int(counts[first]), kinds, parts)


def _too_few(where: str, label: str, count: int, purpose: str, needed: int) -> DataError:
    return DataError(
        f"{where}: class {quoted(label)} has {counted(count, 'example')} and {purpose} needs {needed}: "
        "gather more, merge the class with another or leave it out"
    )
