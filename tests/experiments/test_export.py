"""Exports of a store that was written by hand, read back with other libraries."""

import csv
import json
import math
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from descentlab.errors import ExperimentError, MissingExtraError, SettingError
from descentlab.experiments.exporting import export, names
from descentlab.experiments.recipe import Recipe
from descentlab.experiments.store import FILE, Store, StoredRun

HOSTILE = "=cmd|' /C calc'!A0"
LOSSES = [0.1 + 0.2, 1 / 3, 1e-300, math.inf]
"""Numbers whose shortest form has many digits, a tiny one, one that is not finite."""
RECIPES = {"adam": Recipe(optimizer="adam"), HOSTILE: Recipe(optimizer="sgd", hidden=(8, 4), learning_rate=0.5)}


@pytest.fixture
def folder(tmp_path):
    return made(tmp_path / "experiment")


def made(folder, runs_of_each=2):
    """A store with one population: some done, the last one diverged at step 7, and another still waiting."""
    facts = {
        "config": {"names": list(RECIPES), "recipes": [recipe.settings() for recipe in RECIPES.values()]},
        "data": {"name": "@data", "fingerprint": "f"},
        "environment": {},
    }
    store = Store.create(folder, facts)
    rows = [
        row(f"run{i}{seed}", recipe.with_learning_rate(recipe.learning_rate or 0.01), seed)
        for i, recipe in enumerate(RECIPES.values())
        for seed in range(runs_of_each)
    ]
    number = store.plan("program", "vectorized", 1, 4, rows)
    epochs = [
        (one.id, epoch + 1, loss, 2 * loss, 0.5) for one in rows[:-1] for epoch, loss in enumerate(LOSSES)
    ]
    scores = {part: [0.25, 1 / 7] for part in ("train", "validation", "test")}
    ended = [("done", 4, 3, scores, one.id) for one in rows[:-1]] + [("diverged", 7, 0, None, rows[-1].id)]
    weights = {f"{one.id}/kernel": np.zeros(1) for one in rows[:-1]}
    store.commit_chunk(number, 4, epochs=epochs, ended=ended, weights=weights, checkpoint=None, seconds=1.0)
    store.plan("program", "vectorized", 1, 4, [row("late", RECIPES["adam"].with_learning_rate(0.1), 9)])
    store.close()
    return folder


def row(name, recipe, seed):
    return StoredRun(name, "report", recipe.settings(), seed, 0, 0, "waiting", None, None, None, None)


def test_the_formats():
    assert names() == ("csv", "mlflow", "parquet", "sqlite", "tensorboard")


def test_csv_is_exact(folder, tmp_path):
    found = export(folder, "csv", tmp_path / "out")
    assert (found.out, found.runs, found.warnings) == (tmp_path / "out", 5, [])
    runs = {one["run"]: one for one in read(tmp_path / "out" / "runs.csv")}
    epochs = [one for one in read(tmp_path / "out" / "epochs.csv") if one["run"] == "run00"]
    assert [float(one["loss"]) for one in epochs] == LOSSES
    assert [int(one["epoch"]) for one in epochs] == [1, 2, 3, 4]
    assert float(runs["run00"]["test_score"]) == 1 / 7
    assert runs["run00"]["name"] == "adam"
    assert (runs["run00"]["recipe.learning_rate"], runs["late"]["recipe.learning_rate"]) == ("0.01", "0.1")
    assert runs["run10"]["recipe.hidden"] == "[8, 4]"
    assert (runs["run11"]["status"], runs["run11"]["diverged_at_step"]) == ("diverged", "7")
    assert runs["run11"]["test_score"] == runs["run11"]["last_epoch"] == ""
    assert (runs["late"]["status"], runs["late"]["test_loss"]) == ("waiting", "")


@pytest.mark.fault(49)
def test_csv_has_no_formulas(folder, tmp_path):
    export(folder, "csv", tmp_path / "out")
    cells = {cell for one in read(tmp_path / "out" / "runs.csv") for cell in one.values()}
    assert {"'@data", f"'{HOSTILE}"} <= cells
    assert not any(cell.startswith(tuple("=+-@\t\r\uff1d")) for cell in cells)


@pytest.mark.fault(51)
def test_what_is_not_finite_is_said(folder, tmp_path):
    export(folder, "csv", tmp_path / "out")
    assert {one["loss"] for one in read(tmp_path / "out" / "epochs.csv")} >= {"inf"}


def test_parquet_is_exact_and_typed(folder, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    export(folder, "parquet", tmp_path / "out")
    epochs = parquet.read_table(tmp_path / "out" / "epochs.parquet")
    assert epochs.column("loss").to_pylist()[:4] == LOSSES
    assert str(epochs.schema.field("epoch").type) == "int64"
    runs = parquet.read_table(tmp_path / "out" / "runs.parquet").to_pylist()
    first = next(one for one in runs if one["run"] == "run00")
    assert (first["test_score"], first["seed"], first["recipe.l2"]) == (1 / 7, 0, 0.0)
    assert [one["name"] for one in runs].count(HOSTILE) == 2
    assert json.loads(first["recipe.hidden"]) == [64]


def test_parquet_of_settings_of_two_kinds(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    folder = tmp_path / "mixed"
    recipes = [Recipe(dropout=0.5, learning_rate=0.1), Recipe(dropout="alpha_dropout", learning_rate=0.1)]
    config = {"names": ["a", "b"], "recipes": [recipe.settings() for recipe in recipes]}
    store = Store.create(folder, {"config": config, "data": {"name": "d"}, "environment": {}})
    store.plan("program", "vectorized", 1, 4, [row(str(i), one, 0) for i, one in enumerate(recipes)])
    store.close()
    export(folder, "parquet", tmp_path / "out")
    column = parquet.read_table(tmp_path / "out" / "runs.parquet").column("recipe.dropout")
    assert column.to_pylist() == ["0.5", json.dumps(recipes[1].dropout)]


@pytest.mark.fault(40)
def test_sqlite_is_one_whole_file(folder, tmp_path):
    other = tmp_path / "copy"
    other.mkdir()
    export(folder, "sqlite", other / FILE)
    assert [file.name for file in other.iterdir()] == [FILE]
    with closing(sqlite3.connect(other / FILE)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    first, second = Store.open(folder), Store.open(other)
    assert second.runs() == first.runs()
    assert second.curves("run00") == first.curves("run00")
    first.close()
    second.close()


@pytest.mark.fault(38, 40)
@pytest.mark.parametrize("to", ["csv", "sqlite"])
def test_while_another_is_writing(folder, tmp_path, to):
    """What is not committed is not exported, and nobody waits."""
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM epochs")
        found = export(folder, to, tmp_path / "out")
        writer.execute("ROLLBACK")
    assert found.runs == 5
    if to == "csv":
        assert len(read(tmp_path / "out" / "epochs.csv")) == 3 * len(LOSSES)


def test_in_the_experiments_folder_where_none_is_named(folder):
    found = export(folder, "csv")
    assert found.out == folder / "export" / "csv"
    with pytest.raises(ExperimentError, match="is there already; remove it, or name another with --out"):
        export(folder, "csv")
    assert export(folder, "sqlite").out == folder / "export" / FILE


def test_what_is_there_is_not_touched(folder, tmp_path):
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "mine").write_text("mine")
    for out in (kept, kept / "mine"):
        with pytest.raises(ExperimentError, match="is there already"):
            export(folder, "csv", out)
    assert (kept / "mine").read_text() == "mine"
    empty = tmp_path / "empty"
    empty.mkdir()
    export(folder, "csv", empty)
    assert (empty / "runs.csv").is_file()


@pytest.mark.fault(36)
def test_nothing_half_written_is_left(folder, tmp_path, monkeypatch):
    from descentlab.experiments.export import csv as module

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_epochs", fail)
    with pytest.raises(OSError, match="No space left"):
        export(folder, "csv", tmp_path / "out" / "deep")
    assert list((tmp_path / "out").iterdir()) == []


def test_refused(folder, tmp_path):
    with pytest.raises(SettingError, match="unknown format 'cvs': did you mean 'csv'"):
        export(folder, "cvs")
    for damaged in (False, True):
        with pytest.raises(ExperimentError, match="no experiment here"):
            export(tmp_path / "nothing", "csv", damaged=damaged)


@pytest.mark.fault(53)
@pytest.mark.parametrize(
    ("to", "library"), [("parquet", "pyarrow"), ("tensorboard", "tensorboardX"), ("mlflow", "sqlalchemy")]
)
def test_what_is_not_installed_is_told(folder, tmp_path, monkeypatch, to, library):
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    monkeypatch.setitem(sys.modules, "mlflow.tracking", None)
    with pytest.raises(MissingExtraError, match=rf"pip install 'descentlab\[{to}\]'"):
        export(folder, to, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.fault(35)
def test_damage_is_refused_and_what_is_whole_can_be_had(folder, tmp_path):
    """Of two populations the one that waits is whole; a changed loss in the other sets it back."""
    with closing(sqlite3.connect(folder / FILE)) as db:
        db.execute("UPDATE epochs SET loss = 0.5 WHERE run = 'run00' AND epoch = 2")
        db.commit()
    before = (folder / FILE).read_bytes()
    with pytest.raises(ExperimentError, match=r"damaged .*--repair"):
        export(folder, "csv", tmp_path / "out")
    found = export(folder, "csv", tmp_path / "out", damaged=True)
    assert found.warnings == ["4 of 5 runs are damaged: they are left out, or stand there as waiting"]
    assert {one["status"] for one in read(tmp_path / "out" / "runs.csv")} == {"waiting"}
    assert read(tmp_path / "out" / "epochs.csv") == []
    assert (folder / FILE).read_bytes() == before
    assert not list(folder.glob("*.damaged"))


def test_damaged_of_a_store_that_is_whole(folder, tmp_path):
    found = export(folder, "csv", tmp_path / "out", damaged=True)
    assert found.warnings == []
    assert len(read(tmp_path / "out" / "epochs.csv")) == 3 * len(LOSSES)


@pytest.mark.fault(39)
def test_a_store_of_an_older_version(tmp_path):
    folder = tmp_path / "older"
    shutil.copytree(Path(__file__).parent / "stores" / "format-1-finished", folder)
    before = (folder / FILE).read_bytes()
    found = export(folder, "csv", tmp_path / "out")
    assert len(read(tmp_path / "out" / "runs.csv")) == found.runs > 0
    assert (folder / FILE).read_bytes() == before


def test_tensorboard(folder, tmp_path):
    pytest.importorskip("tensorboardX", reason="tensorboardX is not installed")
    reader = event_reader()
    export(folder, "tensorboard", tmp_path / "out")
    folders = {one.name for one in (tmp_path / "out").iterdir()}
    assert len(folders) == 5
    assert all(name.isascii() and "|" not in name for name in folders)
    first = next(name for name in folders if name.startswith("adam-report-rate=0.01-seed=0"))
    events = reader(str(tmp_path / "out" / first))
    events.Reload()
    assert set(events.Tags()["scalars"]) >= {
        "loss/train",
        "loss/validation",
        "score/validation",
        "final/test_score",
    }
    assert [event.step for event in events.Scalars("loss/train")] == [1, 2, 3, 4]
    assert [event.value for event in events.Scalars("loss/train")] == pytest.approx(LOSSES, rel=1e-7, abs=1e-40)
    assert "_hparams_/session_start_info" in events.PluginTagToContent("hparams")


def event_reader():
    """TensorBoard's own reader, without TensorFlow, which it would load."""
    compat = pytest.importorskip("tensorboard.compat", reason="tensorboard is not installed")
    import types

    stub = types.ModuleType("tensorboard.compat.notf")
    sys.modules.setdefault("tensorboard.compat.notf", stub)
    compat.notf = stub
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    return EventAccumulator


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")  # of MLflow's own about SQLAlchemy
def test_mlflow(folder, tmp_path):
    """Its database takes seconds to make."""
    pytest.importorskip("sqlalchemy", reason="sqlalchemy is not installed")
    tracking = pytest.importorskip("mlflow.tracking", reason="mlflow is not installed")
    out = tmp_path / "mlflow.db"
    export(folder, "mlflow", out)
    client = tracking.MlflowClient(tracking_uri=f"sqlite:///{out}")
    number = client.get_experiment_by_name("@data (experiment)").experiment_id
    runs = {run.data.tags["descentlab.run"]: run for run in client.search_runs([number])}
    assert len(runs) == 5
    assert runs["run00"].data.params["optimizer"] == "adam"
    assert runs["run00"].data.metrics["final_test_score"] == 1 / 7
    history = client.get_metric_history(runs["run00"].info.run_id, "train_loss")
    assert [metric.step for metric in history] == [1, 2, 3, 4]
    assert [metric.value for metric in history][:3] == LOSSES[:3]
    assert [runs[name].info.status for name in ("run00", "run11", "late")] == [
        "FINISHED",
        "FAILED",
        "SCHEDULED",
    ]
    with pytest.raises(ExperimentError, match="has an experiment '@data"):
        export(folder, "mlflow", out)
    other = made(tmp_path / "other")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("descentlab.experiments.export.mlflow._add", None)  # fails, once its experiment is begun
        with pytest.raises(TypeError):
            export(other, "mlflow", out)
    export(other, "mlflow", out)
    assert len(client.search_experiments()) == 3  # MLflow has one of its own
    assert sorted(file.name for file in tmp_path.iterdir()) == ["experiment", "mlflow.db", "other"]


def read(file):
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
