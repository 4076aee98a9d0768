"""Tables with named columns of numbers and text, as CSV and Parquet files hold them, to data sets.

A feature column of text with at most 20 values becomes one column of zeros and ones for each value, named
``color=red``; the values are in alphabetical order. Text without any letter is refused: it is a number or a
date in a form that was not understood.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from descentlab.data.dataset import Dataset, from_arrays
from descentlab.data.files import check_memory
from descentlab.data.labels import Task
from descentlab.data.matrix import large_integers, large_integers_note
from descentlab.data.messages import quoted, shown, unknown
from descentlab.errors import DataError

MOST_CATEGORIES = 20

TargetNames: TypeAlias = str | Sequence[str] | None


class Column(NamedTuple):
    """A column without missing cells: (m,) bool, integers, floats, or text as dtype object."""

    name: str
    values: NDArray[Any]


def chosen_targets(names: Sequence[str], target: TargetNames, where: str) -> tuple[tuple[str, ...], list[str]]:
    """The names of the target columns (the last one when target is None) and a note when none was named.

    Raises DataError for a name that is not there, naming the nearest one, or when no features are left.
    """
    if target is None:
        chosen, notes = (names[-1],), [f"the last column, {quoted(names[-1])}, is taken as the target"]
    else:
        chosen, notes = ((target,) if isinstance(target, str) else tuple(target)), []
    for name in chosen:
        if name not in names:
            raise DataError(f"{where}: {unknown('target column', name, names)}")
    if not chosen or len(set(chosen)) < len(chosen):
        raise DataError(f"{where}: no target column is named, or one twice")
    if len(chosen) == len(names):
        raise DataError(f"{where}: only the target is there: at least one column of features is needed")
    return chosen, notes


def to_dataset(
    columns: Sequence[Column],
    targets: Sequence[str],
    *,
    path: str | Path,
    task: Task | None,
    place: Callable[[int], str],
    notes: Sequence[str] = (),
) -> Dataset:
    """The data set of a table; ``place`` says where a row, counted from 0, stands in the file.

    Raises DataError for what cannot be used as features or targets.
    """
    where, told = shown(path), list(notes)
    features: list[Column] = []
    for column in columns:
        if column.name in targets:
            continue
        if column.values.dtype.kind == "O":
            encoded = _one_hot(column, where, place)
            listed = ", ".join(quoted(one.name) for one in encoded[:3]) + (", ..." if len(encoded) > 3 else "")
            told.append(f"column {quoted(column.name)} is text: encoded as {listed}")
            features += encoded
        else:
            features.append(column)
            if large_integers(column.values):
                told.append(large_integers_note(f"column {quoted(column.name)}"))
    check_memory(path, 8 * len(features) * len(features[0].values), "the table in memory")
    matrix = np.empty((len(features[0].values), len(features)))
    for number, column in enumerate(features):
        matrix[:, number] = column.values
    return from_arrays(
        matrix,
        _target_values(columns, targets, where, place),
        name=Path(path).name,
        task=task,
        feature_names=[column.name for column in features],
        target_names=targets,
        notes=told,
        where=where,
    )


def _one_hot(column: Column, where: str, place: Callable[[int], str]) -> list[Column]:
    for row, text in enumerate(column.values):
        if not any(c.isalpha() for c in text):
            raise DataError(
                f"{where}: {place(row)}, column {quoted(column.name)}: {quoted(text)} is not a number: "
                "write it as one or drop the column"
            )
    values = sorted(set(column.values))
    if len(values) > MOST_CATEGORIES:
        raise DataError(
            f"{where}: column {quoted(column.name)} holds text of {len(values):,} different values, the first "
            f"{quoted(column.values[0])} ({place(0)}): encode it as numbers or drop the column"
        )
    return [
        Column(f"{column.name}={value}", np.asarray(column.values == value, dtype=bool)) for value in values
    ]


def _target_values(
    columns: Sequence[Column], targets: Sequence[str], where: str, place: Callable[[int], str]
) -> NDArray[Any]:
    by_name = {column.name: column.values for column in columns}
    if len(targets) == 1:
        return by_name[targets[0]]
    for name in targets:
        if by_name[name].dtype.kind == "O":
            raise DataError(
                f"{where}: {place(0)}, target column {quoted(name)}: {quoted(by_name[name][0])} is not a "
                "number: several targets together must all be numbers"
            )
    return np.column_stack([by_name[name] for name in targets])
