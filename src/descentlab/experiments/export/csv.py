"""CSV: ``runs.csv``, a line for each run, and ``epochs.csv``, a line for each epoch of each run.

Numbers are written so that reading them gives the same bits; ``inf`` and ``nan`` are not finite, an empty cell is no
number. A text that a spreadsheet would take for a formula has an apostrophe in front.
"""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from descentlab.experiments.exchange import no_formula
from descentlab.experiments.exporting import Snapshot, as_json

TARGET = "csv"
ADDS = False
EPOCHS = ("run", "epoch", "loss", "validation_loss", "validation_score")


def check() -> None:
    """Needs nothing."""


def write(experiment: Snapshot, out: Path) -> None:
    """Both files in a new folder."""
    out.mkdir()
    columns = list(dict.fromkeys(key for row in experiment.runs for key in row))
    _write(out / "runs.csv", columns, ([row.get(key) for key in columns] for row in experiment.runs))
    _write(out / "epochs.csv", EPOCHS, _epochs(experiment))


def _epochs(experiment: Snapshot) -> Iterator[list[Any]]:
    for row in experiment.runs:
        for epoch in experiment.epochs(row["run"]):
            yield [row["run"], *epoch]


def _write(file: Path, columns: Iterable[str], rows: Iterable[list[Any]]) -> None:
    with file.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: Any) -> str:
    value = as_json(value)
    if isinstance(value, str):
        return no_formula(value)
    return "" if value is None else repr(value)
