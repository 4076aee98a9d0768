"""Cells of a text table, column by column, to numbers or text: nothing becomes NaN, nothing is guessed.

A number is written as ``-1.5e3``. A decimal comma, ``1,5``, is read when the columns are not separated by
commas, no number of the file has a decimal point, and at least one cell can be nothing else (``1,234`` alone
could be a thousand or a fraction).
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from descentlab.data.messages import counted, quoted
from descentlab.data.tables import Column
from descentlab.errors import DataError

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?([0-9]+,[0-9]*|,[0-9]+)([eE][+-]?[0-9]+)?")
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?")
_INTEGER_LETTERS = frozenset("0123456789+-")
_MISSING = re.compile(
    r"|<?na>?|n/a|null|[+-]?(nan|inf(inity)?)|#(n/?a|div/0!|value!|ref!|name\?|num!|null!)", re.IGNORECASE
)

Cells: TypeAlias = Sequence[str]


class Place(NamedTuple):
    """A cell: its row, counted from 0, and its column's number."""

    row: int
    column: int


class Table(NamedTuple):
    """The cells of a file: names of the columns, their cells (stripped), and the line of each row."""

    where: str
    names: Sequence[str]
    columns: Sequence[Cells]
    lines: Sequence[int]
    separator: str

    def at(self, place: Place) -> str:
        """Where a cell is and what it holds, for a message."""
        cell = self.columns[place.column][place.row]
        name = quoted(self.names[place.column])
        return f"{self.where}: line {self.lines[place.row]}, column {name}: {quoted(cell)}"


def parse(table: Table, labels: Sequence[str]) -> tuple[list[Column], list[str]]:
    """Every column as numbers, or as text where no cell is a number; and notes for the user.

    labels: names of columns that stay text when any of their cells is not a number.
    Raises DataError with line and column of the first cell that is missing or not understood.
    """
    numbers = [_numbers(cells) for cells in table.columns]
    open_columns = [i for i, values in enumerate(numbers) if values is None]
    _check_missing(table, open_columns)
    commas = [i for i in open_columns if table.names[i] not in labels]
    pointed: list[Cells] = list(table.columns)
    notes: list[str] = []
    if _decimal_comma(table, commas):
        notes.append("numbers are read with a decimal comma: 1,5 as 1.5")
        for i in commas:
            pointed[i] = [c.replace(",", ".") if _DECIMAL_COMMA.fullmatch(c) else c for c in pointed[i]]
            numbers[i] = _numbers(pointed[i])
    columns: list[Column] = []
    for i, values in enumerate(numbers):
        if values is None:
            if table.names[i] not in labels:
                _check_text(table, i, pointed[i])
            values = np.array(table.columns[i], dtype=object)
        columns.append(Column(table.names[i], values))
    return columns, notes


def is_number(text: str) -> bool:
    """Whether a text is a number with a decimal point or without."""
    return _NUMBER.fullmatch(text) is not None


def _numbers(cells: Cells) -> NDArray[Any] | None:
    """int64 or float64, or None unless every cell is a finite number."""
    together = "".join(cells)
    if not together.isascii() or "_" in together:  # Python reads 1_000 and other scripts' digits as numbers
        return None
    try:
        if _INTEGER_LETTERS.issuperset(together):
            return np.array([int(cell) for cell in cells], dtype=np.int64)
    except (ValueError, OverflowError):
        pass
    try:
        values = np.array([float(cell) for cell in cells])
    except ValueError:
        return None
    return values if np.isfinite(values).all() else None


def _check_missing(table: Table, open_columns: Sequence[int]) -> None:
    missing = [
        Place(row, column)
        for column in open_columns
        for row, cell in enumerate(table.columns[column])
        if _MISSING.fullmatch(cell) or (_NUMBER.fullmatch(cell) and not np.isfinite(float(cell)))
    ]
    if missing:
        raise DataError(
            f"{table.at(min(missing))} is missing or not a finite number "
            f"({counted(len(missing), 'such cell')} in all): fill such cells in or delete their rows"
        )


def _decimal_comma(table: Table, columns: Sequence[int]) -> bool:
    """Whether the file writes 1,5 for 1.5. Raises DataError when a comma in a number has no sure meaning."""
    first: Place | None = None
    decimal = thousands = False
    for column in columns:
        for row, cell in enumerate(table.columns[column]):
            if "," not in cell:
                continue
            fraction, grouped = _DECIMAL_COMMA.fullmatch(cell), _THOUSANDS.fullmatch(cell)
            if fraction or grouped:
                first = min(first or Place(row, column), Place(row, column))
                decimal |= not grouped
                thousands |= not fraction
    if first is None:
        return False
    point = _first_point(table)
    if decimal and not thousands and table.separator != "," and point is None:
        return True
    point_too = "" if point is None else f" (and line {table.lines[point.row]} has a decimal point)"
    raise DataError(
        f"{table.at(first)} is a number with a comma{point_too}: write numbers without thousands separators "
        "and with a decimal point, as 1234.5"
    )


def _first_point(table: Table) -> Place | None:
    places = (
        Place(row, column)
        for column, cells in enumerate(table.columns)
        for row, cell in enumerate(cells)
        if "." in cell and (_NUMBER.fullmatch(cell) or _THOUSANDS.fullmatch(cell))
    )
    return next(places, None)


def _check_text(table: Table, column: int, cells: Cells) -> None:
    """Raises DataError when some cells of a column (with decimal points) are numbers and some are not."""
    numeric = [is_number(cell) for cell in cells]
    if any(numeric) and not all(numeric):
        raise DataError(
            f"{table.at(Place(numeric.index(False), column))} is not a number, as others of the column are: "
            "correct it or drop the column (labels of classes are kept as text with task='classification')"
        )
