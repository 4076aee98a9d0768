"""Parquet: a table with named, typed columns; needs the extra ``parquet``.

Integers, floats, decimals and bool are numbers; strings are text, see ``descentlab.data.tables``.
"""

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.data.dataset import Dataset
from descentlab.data.files import TEXT, cannot_read, check_memory, checked_size
from descentlab.data.labels import Task
from descentlab.data.matrix import check_names
from descentlab.data.messages import counted, quoted, shown
from descentlab.data.tables import Column, TargetNames, chosen_targets, to_dataset
from descentlab.errors import DataError, MissingExtraError

SUFFIXES = (".parquet", ".pq")


def read(path: str | Path, *, target: TargetNames = None, task: Task | None = None) -> Dataset:
    """The data set of a Parquet file.

    target: the name of the target column, or several names for regression; the last column when None.
    Raises DataError for a damaged file, missing cells and columns that are neither numbers nor text;
    MissingExtraError when pyarrow is not installed.
    """
    try:
        arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise MissingExtraError("reading Parquet files", "parquet") from None
    checked_size(path)
    where = shown(path)
    try:
        with parquet.ParquetFile(str(path)) as file:
            texts = sum("string" in str(kind) for kind in file.schema_arrow.types)
            cells = 8 * file.metadata.num_columns + TEXT * texts
            check_memory(path, file.metadata.num_rows * cells, "the table in memory")
            table = file.read()
            table.validate(full=True)  # text that is not UTF-8 would fail later, with no word of the file
    except (arrow.ArrowException, OSError, ValueError) as error:
        raise cannot_read(path, "Parquet", error) from None
    if table.num_rows == 0 or table.num_columns == 0:
        raise DataError(f"{where}: the table is empty: {table.num_rows} rows and {table.num_columns} columns")
    check_names("column", table.column_names, where)
    targets, notes = chosen_targets(table.column_names, target, where)
    _check_missing(table, where)
    columns = [
        Column(name, _values(arrow, column, name, where))
        for name, column in zip(table.column_names, table.columns, strict=True)
    ]
    return to_dataset(
        columns, targets, path=path, task=task, place=lambda row: f"row {row} (counting from 0)", notes=notes
    )


def _check_missing(table: Any, where: str) -> None:
    total = sum(column.null_count for column in table.columns)
    for name, column in zip(table.column_names, table.columns, strict=True):
        if column.null_count:
            row = column.is_null().to_pylist().index(True)
            raise DataError(
                f"{where}: {counted(total, 'cell')} missing, the first in row {row} (counting from 0), column "
                f"{quoted(name)}: fill such cells in or delete their rows"
            )


def _values(arrow: Any, column: Any, name: str, where: str) -> NDArray[Any]:
    kinds = arrow.types
    if kinds.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    kind = column.type
    if kinds.is_string(kind) or kinds.is_large_string(kind):
        return np.array(column.to_pylist(), dtype=object)
    if kinds.is_decimal(kind):
        column = column.cast(arrow.float64())
    elif not (kinds.is_integer(kind) or kinds.is_floating(kind) or kinds.is_boolean(kind)):
        raise DataError(
            f"{where}: column {quoted(name)} is of type {quoted(kind)}: only numbers, bool and text are read; "
            "convert the column or drop it"
        )
    return np.asarray(column.to_numpy())
