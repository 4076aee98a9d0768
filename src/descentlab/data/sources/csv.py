"""CSV: a text table with a header line, in UTF-8 (or UTF-16 with a byte order mark).

Columns are separated by comma, semicolon, tab or bar, whichever the header has most of outside quotes. Quoted
cells may hold separators and line breaks; spaces around a cell do not count; empty lines are skipped. See
``descentlab.data.cells`` for what is a number and ``descentlab.data.tables`` for text.
"""

import codecs
import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from descentlab.data.cells import Table, is_number, parse
from descentlab.data.dataset import Dataset
from descentlab.data.files import TEXT, check_memory, read_bytes
from descentlab.data.labels import Task
from descentlab.data.messages import counted, quoted, shown, unknown
from descentlab.data.tables import TargetNames, chosen_targets, to_dataset
from descentlab.errors import DataError

SUFFIXES = (".csv", ".tsv", ".txt")
_SEPARATORS = ",;\t|"


def read(path: str | Path, *, target: TargetNames = None, task: Task | None = None) -> Dataset:
    """The data set of a CSV file.

    target: the name of the target column, or several names for regression; the last column when None.
    Raises DataError with line and column for whatever is missing, ragged or not understood.
    """
    table = _table(_decoded(read_bytes(path), shown(path)), shown(path))
    targets, notes = chosen_targets(table.names, target, table.where)
    # a target may be text throughout; one that mixes numbers and text must be said to be classes
    columns, more = parse(table, targets if task == "classification" else ())
    return to_dataset(
        columns,
        targets,
        path=path,
        task=task,
        place=lambda row: f"line {table.lines[row]}",
        notes=[*notes, *more],
    )


def read_features(path: str | Path, names: Sequence[str]) -> NDArray[np.float64]:
    """The features of these names out of a CSV file, (m, d): what a trained model needs of new data.

    A name such as ``color=red`` is 1 where the column ``color`` holds that text. Other columns are left alone.
    Raises DataError with line and column for whatever is missing or not understood.
    """
    table = _table(_decoded(read_bytes(path), shown(path)), shown(path))
    text = {name: name.partition("=")[0] for name in names if name not in table.names}
    needed = dict.fromkeys(text.get(name, name) for name in names)
    for name in needed:
        if name not in table.names:
            raise DataError(f"{table.where}: {unknown('column', name, table.names)}; the model needs it")
    kept = [table.names.index(name) for name in needed]
    cells = [table.columns[i] for i in kept]
    columns, _ = parse(table._replace(names=list(needed), columns=cells), tuple(text.values()))
    values = {column.name: column.values for column in columns}
    matrix = np.empty((len(table.lines), len(names)))
    for i, name in enumerate(names):
        column = values[text.get(name, name)]
        if name in text:
            wanted = name.removeprefix(f"{text[name]}=")
            matrix[:, i] = [str(cell) == wanted for cell in column]
        elif column.dtype.kind == "O":
            raise DataError(f"{table.where}: column {quoted(name)} is text, and the model needs numbers")
        else:
            matrix[:, i] = column
    return matrix


def _decoded(data: bytes, where: str) -> str:
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise DataError(
            f"{where}: line {line} is not {encoding.removesuffix('-sig').upper()}: save the file as UTF-8"
        ) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise DataError(f"{where}: line {line} holds a NUL: this is no text file, or UTF-16 without its mark")
    if not text.strip():
        raise DataError(f"{where}: the file is empty: a header line and rows are needed")
    return text


def _table(text: str, where: str) -> Table:
    separator = _separator(text)
    check_memory(where, TEXT * (text.count(separator) + text.count("\n")), "the cells")
    rows, lines = _rows(text, separator, where)
    if not rows:
        raise DataError(f"{where}: the file is empty: a header line and rows are needed")
    header = [cell.strip() for cell in rows.pop(0)]
    line = lines.pop(0)
    _check_header(header, where, line)
    if not rows:
        raise DataError(f"{where}: there are no rows under the header")
    for row, at in zip(rows, lines, strict=True):
        if len(row) != len(header):
            raise DataError(
                f"{where}: line {at} has {counted(len(row), 'cell')} and the header {len(header)}: "
                "correct it, and put cells that hold the separator in quotes"
            )
    columns = [[cell.strip() for cell in column] for column in zip(*rows, strict=True)]
    table = Table(where, header, columns, lines, separator)
    _check_not_data(table, line)
    return table


def _separator(text: str) -> str:
    """The separator that the first line with text has most of outside quotes; comma when it has none."""
    counts, inside = dict.fromkeys(_SEPARATORS, 0), False
    for character in text.lstrip("\r\n"):
        if character == '"':
            inside = not inside
        elif not inside and character in "\r\n":
            break
        elif not inside and character in counts:
            counts[character] += 1
    return max(counts, key=lambda separator: counts[separator])


def _rows(text: str, separator: str, where: str) -> tuple[list[list[str]], list[int]]:
    """The rows that are not empty, and the line on which each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    begin = 1
    try:
        for row in reader:
            if row and (len(row) > 1 or row[0].strip()):
                rows.append(row)
                lines.append(begin)
            begin = reader.line_num + 1
    except csv.Error as error:
        raise DataError(
            f"{where}: line {begin} cannot be read ({shown(error)}): a quote is missing or a cell too long"
        ) from None
    return rows, lines


def _check_header(header: Sequence[str], where: str, line: int) -> None:
    if len(header) < 2:
        raise DataError(
            f"{where}: line {line} has one column only, {quoted(header[0])}: features and a target are needed, "
            "separated by comma, semicolon, tab or bar"
        )
    first: dict[str, int] = {}
    for number, name in enumerate(header, start=1):
        if not name:
            raise DataError(f"{where}: line {line}: column {number} has no name: name or delete it")
        if name in first:
            raise DataError(
                f"{where}: line {line}: columns {first[name]} and {number} are both named "
                f"{quoted(name)}: rename one"
            )
        first[name] = number


def _check_not_data(table: Table, line: int) -> None:
    """Raises DataError when the first line can only be a row of data: its column names are missing."""
    whole = [is_number(name) and name.lstrip("+-").isdigit() for name in table.names]
    fraction = [is_number(name.replace(",", ".")) for name in table.names]
    decimal = any(one and not other for one, other in zip(fraction, whole, strict=True))
    numbers_only = all(whole) and list(table.names) != [str(i) for i in range(len(whole))]
    again = any(whole) and any(
        name in cells
        for name, cells, number in zip(table.names, table.columns, whole, strict=True)
        if not number
    )
    if decimal or numbers_only or again:
        raise DataError(
            f"{table.where}: line {line} looks like data (first {quoted(table.names[0])}), not names "
            "of columns: put a header line above it"
        )
