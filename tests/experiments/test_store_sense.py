"""Stores that are as they were written and make no sense, and what dead processes leave in a folder."""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import store_samples as samples
from store_samples import FACTS, FILE, begin

import descentlab as dl
from descentlab.errors import ExperimentError
from descentlab.experiments.database import in_memory
from descentlab.experiments.exporting import export
from descentlab.experiments.files import sweep, unwritable
from descentlab.experiments.repair import repair
from descentlab.experiments.rows import Changes, DamageError, verify_rows
from descentlab.experiments.store import Store

OLD = Path(__file__).parent / "stores" / "format-1-finished"


@pytest.fixture(scope="module")
def unfinished(tmp_path_factory):
    return begin(tmp_path_factory.mktemp("sense") / "e", runs=3)


@pytest.fixture
def folder(unfinished, tmp_path):
    return Path(shutil.copytree(unfinished, tmp_path / "e"))


@contextlib.contextmanager
def changed(folder):
    """Rows are changed with the checksums that belong to them."""
    with contextlib.closing(sqlite3.connect(folder / FILE, isolation_level=None)) as db:
        db.execute("BEGIN")
        changes = Changes(db)
        yield changes
        changes.book()
        db.execute("COMMIT")


@pytest.mark.fault(35)
@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("data", 5),
        ("data", None),
        ("config", {}),
        ("config", []),
        ("config", 1),
        ("asked", 3),
        ("config", {"recipes": 2}),
    ],
)
def test_facts_that_make_no_sense_are_one_line_everywhere(folder, descentlab, fact, value):
    shutil.copytree(folder, folder.with_name("f"))
    with contextlib.closing(Store.open(folder, write=True)) as store:
        store.set_fact(fact, value)
    code, listed, _ = descentlab("list", folder.parent)
    assert code == 0
    assert [line.split()[0] for line in listed.splitlines()[1:]] == [str(folder), str(folder.with_name("f"))]
    for words in (["resume", folder], ["report", folder], ["diagnose", folder], ["verify", folder]):
        code, _, complaint = descentlab(*words)
        assert code == 2, complaint
        assert len(complaint.splitlines()) == 1
    with contextlib.suppress(ExperimentError):  # it needs few facts
        export(folder, "csv")


@pytest.mark.fault(35)
@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1", "1.5"])
def test_a_format_that_is_no_number_is_damage(folder, number):
    with changed(folder) as changes:
        changes.put("facts", ("format", number))
    with pytest.raises(ExperimentError, match="it does not say which format it has"):
        Store.open(folder)


@pytest.mark.fault(37)
@pytest.mark.parametrize(
    "name",
    ["../../secret", "/etc/passwd", "weights/../../x", "experiment.sqlite3", "weights/1-2.safetensors\n"],
)
def test_a_store_does_not_lead_out_of_its_folder(folder, name):
    with changed(folder) as changes:
        changes.put("files", (name, 0, "0" * 64))
    with pytest.raises(ExperimentError, match="which is no file of an experiment"):
        Store.open(folder)
    assert repair(folder).lost == 0
    Store.open(folder).close()


def test_rows_that_refer_to_other_files_are_set_back(folder):
    with contextlib.closing(Store.open(folder)) as store:
        row = store._read("SELECT * FROM runs WHERE weights IS NOT NULL LIMIT 1")[0][:-1]
    with changed(folder) as changes:
        changes.put("runs", (*row[:9], "../weights/1-6.safetensors", *row[10:]))
    with pytest.raises(ExperimentError, match=r"\.\./weights/1-6\.safetensors is no file of an experiment"):
        Store.open(folder)
    assert repair(folder).lost == 3


def test_a_run_that_diverged_has_no_weights_file(tmp_path):
    with contextlib.closing(Store.create(tmp_path / "e", FACTS)) as store:
        samples.plan(store, 1, 2)
        one, other = samples.names(1, 2)
        ended = [("done", 2, 2, None, one), ("diverged", 7, 0, None, other)]
        losses = [(one, 1, 0.5, 0.5, 0.5), (one, 2, 0.5, 0.5, 0.5)]
        arrays = {f"{one}/kernel": samples.np.ones(2)}
        store.commit_chunk(1, 2, epochs=losses, ended=ended, weights=arrays, checkpoint=None, seconds=0.0)
        first, second = store.runs()
        assert store.weights(first).keys() == {"kernel"}
        with pytest.raises(ExperimentError, match=r"has no weights \(diverged\)"):
            store.weights(second)


@pytest.mark.fault(32)
def test_what_a_killed_export_leaves_does_not_stand_in_the_way(folder):
    """A process is killed within the export, which makes a folder."""
    program = (
        "import os, signal, sys\n"
        "from descentlab.experiments.export import csv\n"
        "from descentlab.experiments.exporting import export\n"
        "def write(experiment, out):\n"
        "    out.mkdir()\n"
        "    (out / 'runs.csv').write_text('half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "csv.write = write\n"
        "export(sys.argv[1], 'csv')\n"
    )
    with contextlib.closing(Store.open(folder, write=True)) as store:
        recipe = dl.recipe().settings()
        store.set_facts({"config": {"names": ["a"], "recipes": [recipe]}})
    done = subprocess.run([sys.executable, "-c", program, str(folder)], check=False)
    assert done.returncode == -signal.SIGKILL
    (left,) = (folder / "export").iterdir()
    assert left.is_dir()
    Store.open(folder, write=True).close()
    assert list((folder / "export").iterdir()) == []
    left.mkdir()
    repair(folder)
    assert not left.exists()


def test_what_cannot_be_removed_is_left(tmp_path, monkeypatch):
    (tmp_path / ".x.999999999.new").write_text("half")

    def refused(*_arguments, **_options):
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", refused)
    sweep(tmp_path)


@pytest.mark.parametrize(("code", "room"), [(28, True), (122, True), (27, True), (13, False), (30, False)])
def test_making_room_is_the_remedy_where_room_is_lacking(code, room):
    said = unwritable(Path("f"), OSError(code, os.strerror(code)))
    assert ("make room" in said) == room
    assert os.strerror(code) in said


def test_a_store_that_is_busy_is_not_copied(folder, monkeypatch):
    """Only where a commit cannot be undone in place; a copy beside a writer would be of no one moment."""
    monkeypatch.setattr("descentlab.experiments.database._PATIENCE", {"read": 0.0, "write": 0.0})
    (folder / f"{FILE}-journal").write_bytes(b"")
    monkeypatch.setattr("shutil.copyfile", None)
    with contextlib.closing(sqlite3.connect(folder / FILE, isolation_level=None)) as db:
        db.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            in_memory(folder / FILE)


def test_a_healthy_store_of_format_1_is_brought_up_to_date_by_repair(tmp_path):
    folder = Path(shutil.copytree(OLD, tmp_path / "e"))
    found = repair(folder)
    assert found.set_aside == ()
    assert str(found) == f"nothing is damaged: all {found.kept} runs kept"
    assert (folder / f"{FILE}.format-1").read_bytes() == (OLD / FILE).read_bytes()
    with contextlib.closing(Store.open(folder)) as store:
        assert store.fact("format") == 2


def test_rows_are_checked_a_few_at_a_time(folder, monkeypatch):
    """Also in the last of several lots a changed row is found."""
    monkeypatch.setattr("descentlab.experiments.rows._AT_ONCE", 4)
    with contextlib.closing(sqlite3.connect(folder / FILE)) as db:
        verify_rows(db)
        assert db.execute("SELECT count(*) FROM epochs").fetchone()[0] > 12
        db.execute("UPDATE epochs SET loss = 9 WHERE run = (SELECT max(run) FROM epochs)")
        with pytest.raises(DamageError, match="a row of epochs"):
            verify_rows(db)


def test_a_line_feed_in_a_path_stays_within_its_line(unfinished, tmp_path, descentlab):
    folder = Path(shutil.copytree(OLD, tmp_path / "a\nb"))
    shown = str(folder).replace("\n", "\\n")
    for words in (["resume", folder], ["report", folder], ["export", folder, "--to", "csv"]):
        code, said, complaint = descentlab(*words)
        assert code == 0, complaint
        assert str(folder) not in said + complaint
        assert shown in said
