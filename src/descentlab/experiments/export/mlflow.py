"""MLflow: an experiment in a tracking database (SQLite), a run for each run, metrics by epoch.

``mlflow ui --backend-store-uri sqlite:///OUT`` shows it. A database that is there gets one experiment more.
"""

import importlib
import logging
import os
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from descentlab.errors import ExperimentError, MissingExtraError
from descentlab.experiments.exporting import Snapshot, as_json
from descentlab.experiments.rows import DIVERGED, WAITING

TARGET = "mlflow.db"
ADDS = True
_METRICS = ("train_loss", "validation_loss", "validation_score")
_FINAL = ("train_score", "test_loss", "test_score")
_TAGS = ("run", "data", "name", "stage", "seed", "status")
_STATUS = {WAITING: "SCHEDULED", DIVERGED: "FAILED"}
_AT_ONCE = 900
"""Metrics sent at once; MLflow takes 1,000."""


def check() -> None:
    """Needs MLflow's client and what it keeps SQLite databases with."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")  # nothing here calls out
    try:
        for name in ("mlflow.tracking", "sqlalchemy", "alembic"):
            importlib.import_module(name)
    except ImportError:
        raise MissingExtraError("exporting to MLflow", "mlflow") from None


def write(experiment: Snapshot, out: Path) -> None:
    """Adds the experiment. Raises ExperimentError where the database has one of its name."""
    for name in ("mlflow", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    tracking: Any = importlib.import_module("mlflow.tracking")
    client = tracking.MlflowClient(tracking_uri=f"sqlite:///{out.absolute()}")
    name = f"{experiment.data} ({experiment.name})"
    if client.get_experiment_by_name(name) is not None:
        raise ExperimentError(f"{out}: has an experiment '{name}' already; name another file with --out")
    number = client.create_experiment(
        f"{name} (unfinished {uuid4().hex[:8]})",  # a name stays taken when its experiment is deleted
        artifact_location=(out.absolute().parent / "mlartifacts").as_uri(),
    )
    try:
        for row in experiment.runs:
            _add(client, number, row, experiment.epochs(row["run"]))
        client.rename_experiment(number, name)
    except BaseException:
        client.delete_experiment(number)
        raise


def _add(
    client: Any, experiment: str, row: dict[str, Any], epochs: list[tuple[int, float, float, float]]
) -> None:
    entities: Any = importlib.import_module("mlflow.entities")
    now = int(1000 * time.time())
    tags = {f"descentlab.{key}": str(row[key]) for key in _TAGS if row[key] is not None}
    name = f"{row['name']} {row['stage']} seed {row['seed']}"
    run = client.create_run(experiment, start_time=now, tags=tags, run_name=name).info.run_id
    parameters = [
        entities.Param(key.removeprefix("recipe."), str(as_json(value)))
        for key, value in row.items()
        if key.startswith("recipe.") and value is not None
    ]
    metrics = [
        entities.Metric(name, value, now, epoch)
        for epoch, *values in epochs
        for name, value in zip(_METRICS, values, strict=True)
    ]
    last = epochs[-1][0] if epochs else 0
    metrics += [
        entities.Metric(f"final_{name}", row[name], now, last) for name in _FINAL if row[name] is not None
    ]
    client.log_batch(run, params=parameters, metrics=metrics[:_AT_ONCE])
    for start in range(_AT_ONCE, len(metrics), _AT_ONCE):
        client.log_batch(run, metrics=metrics[start : start + _AT_ONCE])
    client.set_terminated(run, _STATUS.get(row["status"], "FINISHED"), end_time=now)
