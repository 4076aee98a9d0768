"""Parquet: ``runs.parquet`` and ``epochs.parquet``, columns typed, numbers exact; null is no number.

A column of settings that are sometimes numbers and sometimes text is text, as JSON.
"""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

from descentlab.errors import MissingExtraError
from descentlab.experiments.export.csv import EPOCHS
from descentlab.experiments.exporting import Snapshot, as_json

TARGET = "parquet"
ADDS = False


def check() -> None:
    """Needs pyarrow."""
    try:
        import_module("pyarrow.parquet")
    except ImportError:
        raise MissingExtraError("exporting to Parquet", "parquet") from None


def write(experiment: Snapshot, out: Path) -> None:
    """Both files in a new folder."""
    out.mkdir()
    columns = list(dict.fromkeys(key for row in experiment.runs for key in row))
    runs = {key: _typed([row.get(key) for row in experiment.runs]) for key in columns}
    _write(out / "runs.parquet", runs)
    rows = [(row["run"], *epoch) for row in experiment.runs for epoch in experiment.epochs(row["run"])]
    _write(out / "epochs.parquet", {key: [row[i] for row in rows] for i, key in enumerate(EPOCHS)})


def _write(file: Path, columns: dict[str, list[Any]]) -> None:
    arrow: Any = import_module("pyarrow")
    table = arrow.table({key: arrow.array(values) for key, values in columns.items()})
    import_module("pyarrow.parquet").write_table(table, file)


def _typed(values: list[Any]) -> list[Any]:
    """Values of one type, or text."""
    plain = [as_json(value) for value in values]
    kinds = {type(value) for value in plain if value is not None}
    if kinds <= {int, float} or len(kinds) < 2:
        return plain
    return [None if value is None else json.dumps(value) for value in plain]
