"""Targets: class numbers and their labels, or real numbers.

Which task it is, unless said: text and bool are classes; numbers with a fraction are regression; whole numbers
are classes when they repeat (at most half as many values as examples, or two values) and there are at most
20 values, or at most 1,000 that run 0, 1, 2, ... or 1, 2, 3, ... without a gap, with 10 examples of each on
average; a matrix of zeros with a single one in each row is one-hot classes. Everything else is regression.
"""

import math
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from descentlab.data.matrix import as_array, kind_of, large_integers, large_integers_note
from descentlab.data.messages import counted, is_unicode, quoted, shown
from descentlab.errors import DataError, SettingError, one_of

Task: TypeAlias = Literal["classification", "regression"]
TASKS = ("classification", "regression")


class Targets(NamedTuple):
    """Checked targets: int64 class numbers (m,) with classes, or float64 (m, k) with classes None."""

    values: NDArray[Any]
    task: Task
    classes: tuple[str, ...] | None
    notes: list[str]


def read_targets(
    targets: Any, examples: int, *, task: Task | None, classes: Sequence[str] | None, where: str
) -> Targets:
    """The targets of that many examples.

    targets: (m,), (m, 1), (1, m), or (m, k) for regression and one-hot classes.
    classes: the labels in order of class number, when the targets are class numbers already.
    Raises DataError; SettingError for an unknown task.
    """
    if task is not None and task not in TASKS:
        raise SettingError(one_of("task", shown(task), TASKS))
    array = _values(_shape(as_array("targets", targets, where), examples, where), where)
    notes: list[str] = []
    if classes is not None and task is None:
        task = "classification"
    if task is None:
        task, notes = _infer(array)
    if task == "regression":
        return Targets(_real(array, where, notes), task, None, notes)
    if array.ndim == 2:
        array = _from_one_hot(array, where)
    numbers, labels = _numbered(array, where) if classes is None else _known(array, classes, where)
    _check_two(numbers, labels, where)
    return Targets(numbers, task, labels, notes)


def _shape(array: NDArray[Any], examples: int, where: str) -> NDArray[Any]:
    if array.ndim == 2 and array.shape[0] == 1 and examples != 1:
        array = array[0]
    if len(array) != examples:
        rows = f"features have {counted(examples, 'row')} and targets {len(array):,}"
        raise DataError(f"{where}: {rows}: there must be one target for each row")
    if array.ndim > 2 or array.size == 0:
        raise DataError(
            f"{where}: targets have shape {array.shape}: they must be (examples,) or (examples, targets)"
        )
    return array[:, 0] if array.ndim == 2 and array.shape[1] == 1 else array


def _values(array: NDArray[Any], where: str) -> NDArray[Any]:
    """Bool, integers, float64 or (as object) text, with nothing missing."""
    kind = array.dtype.kind
    if kind in "OUT":
        return _texts(array, where)
    if kind in "biu":
        return array
    if kind != "f":
        raise DataError(f"{where}: the targets hold {kind_of(array)}: they must be real numbers or text")
    with np.errstate(over="ignore", invalid="ignore"):
        array = array.astype(np.float64)
    missing = ~np.isfinite(array)
    if missing.any():
        raise DataError(
            f"{where}: {counted(int(missing.sum()), 'target')} NaN, infinite or too large, the first in row "
            f"{np.argwhere(missing)[0][0]} (counting from 0): drop such rows or fill them in"
        )
    return array


def _texts(array: NDArray[Any], where: str) -> NDArray[Any]:
    for place in np.ndindex(*array.shape):
        cell: Any = array[place]
        if not isinstance(cell, str):
            raise DataError(
                f"{where}: target row {place[0]} (counting from 0) holds {quoted(cell)} among objects: "
                "targets must be all text or all numbers"
            )
        if not is_unicode(cell):
            raise DataError(
                f"{where}: target row {place[0]} (counting from 0), {quoted(cell)}, is not Unicode text"
            )
        if not cell.strip():
            raise DataError(f"{where}: target row {place[0]} (counting from 0) is empty text: name its class")
    return array.astype(object)


def _infer(array: NDArray[Any]) -> tuple[Task, list[str]]:
    if array.dtype.kind in "Ob":
        return "classification", []
    if array.ndim == 2:
        return ("classification" if _is_one_hot(array) else "regression"), []
    if array.dtype.kind == "f" and (array != np.floor(array)).any():
        return "regression", []
    values = np.unique(array)
    known = f"the targets are whole numbers of {counted(values.size, 'value')}"
    consecutive = values[0] in (0, 1) and values[-1] - values[0] == values.size - 1
    repeated = values.size <= max(2, array.size // 2)
    if repeated and (values.size <= 20 or (consecutive and values.size <= min(1000, array.size // 10))):
        clear = consecutive or values.size == 2
        return "classification", [] if clear else [f"{known}: taken as classes (task='regression' otherwise)"]
    return "regression", [f"{known}: taken as regression (task='classification' otherwise)"]


def _real(array: NDArray[Any], where: str, notes: list[str]) -> NDArray[np.float64]:
    if array.dtype.kind == "O":
        raise DataError(f"{where}: target row 0 (counting from 0) holds {quoted(array.flat[0])}, not a number")
    if large_integers(array):
        notes.append(large_integers_note("targets"))
    values = np.array(array, dtype=np.float64, order="C", copy=True).reshape(len(array), -1)
    constant = np.flatnonzero((values == values[0]).all(axis=0))
    if len(values) > 1 and constant.size:
        notes.append(f"target {constant[0]} (counting from 0) is constant: there is nothing to learn")
    return values


def _is_one_hot(array: NDArray[Any]) -> bool:
    return bool(((array == 0) | (array == 1)).all() and (array.sum(axis=1) == 1).all())


def _from_one_hot(array: NDArray[Any], where: str) -> NDArray[np.int64]:
    if array.dtype.kind == "O" or not _is_one_hot(array):
        raise DataError(
            f"{where}: targets of shape {array.shape} are not one-hot classes: hand over one label for each row"
        )
    return array.argmax(axis=1).astype(np.int64)


def _known(
    array: NDArray[Any], classes: Sequence[str], where: str
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    labels = tuple(str(label) for label in classes)
    if len(set(labels)) < len(labels):
        raise DataError(f"{where}: a class is named twice: {', '.join(map(quoted, labels[:20]))}")
    wrong = np.ones(len(array), dtype=bool)
    if array.dtype.kind != "O":
        wrong = (array < 0) | (array >= len(labels)) | (array != np.floor(array))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise DataError(
            f"{where}: target row {row} (counting from 0) is {quoted(array[row])}: with {len(labels)} "
            f"named classes it must be a whole number from 0 to {len(labels) - 1}"
        )
    return array.astype(np.int64), labels


def _numbered(array: NDArray[Any], where: str) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    values, inverse = np.unique(array, return_inverse=True)
    texts = [_label(value) for value in values]
    numbers = _all_numbers(texts)
    order = sorted(range(len(texts)), key=lambda i: (numbers[i], texts[i]))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[inverse.reshape(-1)], tuple(texts[i] for i in order)


def _label(value: Any) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _all_numbers(texts: list[str]) -> list[float]:
    """The numbers that the texts write, or zeros unless every one writes a finite number."""
    try:
        numbers = [float(text) for text in texts]
    except ValueError:
        numbers = [math.nan]
    return numbers if all(map(math.isfinite, numbers)) else [0.0] * len(texts)


def _check_two(numbers: NDArray[np.int64], labels: Sequence[str], where: str) -> None:
    present = np.unique(numbers)
    if present.size < 2:
        raise DataError(
            f"{where}: {counted(len(numbers), 'example')} of one class, {quoted(labels[present[0]])}, and of no other: "
            "classification needs two"
        )
