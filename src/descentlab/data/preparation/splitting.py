"""Training, validation and test parts.

Parts are ascending row numbers, so that nothing depends on the order in which they were drawn; a seed gives
the same parts on every call, and no global random state is read or changed.
"""

from collections.abc import Sequence
from importlib import import_module
from numbers import Integral
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from descentlab.data.dataset import Dataset
from descentlab.data.matrix import as_array
from descentlab.data.messages import counted, quoted, shown
from descentlab.data.settings import fraction as as_fraction
from descentlab.data.settings import seed_number, whole
from descentlab.errors import DataError, SettingError


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


def grouped_split(
    groups: Any, seed: int, *, validation: float = 0.2, test: float = 0.2, test_seed: int = 0
) -> Split:
    """The parts for one seed where rows belong together, as the pictures of one patient: no group is in two parts.

    groups: (m,), the group of each row, as text or numbers.
    validation, test: fractions of the groups, or as whole numbers how many groups; 0 for no such part. The test part
        is fixed by test_seed, the seed divides the rest.
    Raises DataError for groups that cannot be read or are too few for the parts; SettingError for sizes or seeds that
    are not lawful.
    """
    numbers, count = _numbered_groups(groups)
    seed, test_seed = seed_number("seed", seed), seed_number("the test part's seed", test_seed)
    testing = _groups_of("test", test, count)
    validating = _groups_of("validation", validation, count)
    if testing + validating >= count:
        raise DataError(
            f"of {counted(count, 'group')} a validation part of {validating} and a test part of {testing} "
            "leave none to train on: gather more or ask for smaller parts"
        )
    rest, held_out = _unstratified(np.arange(count, dtype=np.int64), testing, test_seed)
    train, validated = _unstratified(rest, validating, seed)
    return Split(*(np.flatnonzero(np.isin(numbers, part)) for part in (train, validated, held_out)))


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
            f"{where}: of {counted(len(rows), 'example')} a {part} part of {size} leaves none to train on: "
            "gather more or ask for a smaller part"
        )
    if dataset.classes is None:
        return _unstratified(rows, size, seed)
    numbers = dataset.targets[rows]
    _check_drawable(numbers, dataset.classes, size, part, where)
    selection = import_module("sklearn.model_selection")
    splitter = selection.StratifiedShuffleSplit(n_splits=1, test_size=size, random_state=seed)
    stays, drawn = next(splitter.split(rows, numbers))
    return np.sort(rows[stays]), np.sort(rows[drawn])


def _unstratified(
    items: NDArray[np.int64], size: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The items that stay and the ``size`` that are drawn, both ascending, without strata."""
    if size == 0:
        return items, items[:0]
    selection = import_module("sklearn.model_selection")
    splitter = selection.ShuffleSplit(n_splits=1, test_size=size, random_state=seed)
    stays, drawn = next(splitter.split(items))
    return np.sort(items[stays]), np.sort(items[drawn])


def _numbered_groups(groups: Any) -> tuple[NDArray[np.int64], int]:
    """The group of each row as a number from 0, and how many groups there are. Raises DataError."""
    array = as_array("groups", groups, "grouped split")
    if array.ndim != 1 or array.size == 0:
        raise DataError(f"grouped split: groups have shape {array.shape}: they must be one for each row")
    for row, group in enumerate(array.tolist()):
        if group != group or group is None or (array.dtype.kind == "O" and not isinstance(group, str)):
            raise DataError(
                f"grouped split: the group of row {row} (counting from 0) is {quoted(group)}: groups must be all text "
                "or all numbers, and none missing"
            )
    names, numbers = np.unique(array, return_inverse=True)
    return numbers.astype(np.int64), len(names)


def _groups_of(part: str, size: Any, count: int) -> int:
    """How many groups of so many a part has. Raises SettingError."""
    if isinstance(size, bool) or not isinstance(size, Integral):
        return _size(as_fraction(part, size), count)
    return whole(part, size, 0)


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
