"""The store: what it refuses, who may write to it, which formats it reads, and in what folders."""

import contextlib
import importlib.util
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
import store_samples as samples
from store_samples import FACTS, FILE, LAST, answers, begin, chunk, end_state, everything, program

from descentlab.errors import ExperimentError
from descentlab.experiments import lock as lock_module
from descentlab.experiments.files import write_whole
from descentlab.experiments.lock import Lock
from descentlab.experiments.repair import repair
from descentlab.experiments.result import Result
from descentlab.experiments.rows import Changes
from descentlab.experiments.store import Store

STORES = Path(__file__).parent / "stores"
"""Experiments on iris that the version before the checksums trained, one stopped in its last chunk but one; and a store
that says it is of format 9."""


@pytest.fixture(scope="module")
def room():
    with samples.scratch() as folder:
        yield folder


@pytest.fixture(scope="module")
def unfinished(room):
    return begin(room / "unfinished")


@pytest.fixture
def folder(room, unfinished):
    """A copy of a store with two finished populations and one that has a chunk to go."""
    copy = room / "copy"
    shutil.copytree(unfinished, copy)
    yield copy
    shutil.rmtree(copy)


def other_process(code, *arguments):
    """A process that says a line when it is ready, and then waits to be told to go on."""
    head = f"import sys\nsys.path.insert(0, {str(Path(__file__).parent)!r})\nfrom store_samples import *\n"
    return subprocess.Popen(
        [sys.executable, "-c", head + code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


HOLD = "store = Store.open(Path(sys.argv[1]), write=True)\nprint('ready', flush=True)\ninput()\n"


def test_what_was_written_is_read(folder):
    with contextlib.closing(Store.open(folder)) as store:
        first, second, *_ = store.runs("report")
        assert store.runs("selection") == []
        assert (first.status, first.at, first.epochs, first.scores) == ("done", 6, 6, {"test": [0.5, 1.0]})
        assert (second.status, second.at, second.kept, second.epochs) == ("diverged", 7, 0, 0)
        assert [epoch for epoch, *_ in store.curves(first.id)] == [1, 2, 3, 4, 5, 6]
        assert store.kept_epochs()[first.id] == store.curves(first.id)[-1][2:]
        assert second.id not in store.kept_epochs()
        assert [(one.epoch, one.done, one.runs) for one in store.populations()] == [
            (6, 1, 8),
            (6, 1, 8),
            (4, 0, 8),
        ]
        assert list(store.weights(first)) == ["kernel"]
        assert store.fact("config") == FACTS["config"]
        assert store.fact("nothing") is None
        assert store.damaged_files() == []
        with pytest.raises(ExperimentError, match="is open for reading only"):
            store.set_fact("model", "mine")
        with pytest.raises(ExperimentError, match=rf"run {second.id} has no weights \(diverged\)"):
            store.weights(second)


ENDLESS = (
    "WITH RECURSIVE c(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM c) SELECT value, value name FROM c"
)


@pytest.mark.fault(35)
@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE epochs SET loss = loss + 1e-9 WHERE epoch = 3", "a row of epochs does not have its checksum"),
        ("UPDATE epochs SET loss = 'low' WHERE epoch = 3", "a row of epochs does not have its checksum"),
        ("UPDATE runs SET seed = 9 WHERE place = 3", "a row of runs does not have its checksum"),
        ("UPDATE runs SET checksum = checksum + 1 WHERE place = 3", "a row of runs does not have its checksum"),
        ("UPDATE facts SET value = '{}' WHERE name = 'config'", "a row of facts does not have its checksum"),
        ("DELETE FROM epochs WHERE epoch = 6", "rows are missing, or come from another copy of it"),
        ("DELETE FROM facts WHERE name = 'config'", "rows are missing, or come from another copy of it"),
        ("UPDATE state SET total = total - 1", "rows are missing, or come from another copy of it"),
        ("DROP INDEX runs_of_population", "its tables are not those of an experiment"),
        ("CREATE VIEW more AS SELECT 1", "its tables are not those of an experiment"),
        (f"DROP TABLE facts; CREATE VIEW facts AS {ENDLESS}", "its tables are not those of an experiment"),
    ],
)
def test_a_row_changed_by_another_hand_is_refused(folder, statement, what):
    with contextlib.closing(sqlite3.connect(folder / FILE)) as db, db:
        db.executescript(statement)
    for write in (False, True):
        with pytest.raises(ExperimentError) as found:
            Store.open(folder, write=write)
        assert f"{FILE}: damaged ({what}); 'descentlab resume " in str(found.value)


@pytest.mark.fault(35)
@pytest.mark.parametrize(
    ("table", "key", "what"),
    [
        ("runs", "010201", "population 1 has 7 of 8 runs"),
        ("files", "weights/1-6.safetensors", "nothing is known of weights/1-6.safetensors"),
        ("populations", 2, "it has runs or epochs that belong to nothing"),
    ],
)
def test_what_must_be_there_is_missed_even_when_checksums_agree(folder, table, key, what):
    with contextlib.closing(sqlite3.connect(folder / FILE, isolation_level=None)) as db:
        if table == "runs":
            ((key,),) = db.execute("SELECT id FROM runs WHERE population = 1 AND place = 7").fetchall()
        changes = Changes(db)
        changes.remove(table, key)
        changes.book()
    with pytest.raises(ExperimentError) as found:
        Store.open(folder)
    assert f"damaged ({what})" in str(found.value)


@pytest.mark.fault(38, 43)
def test_one_process_trains_and_any_number_read(folder):
    before = answers(folder)
    holder = other_process(HOLD, folder)
    try:
        assert holder.stdout.readline() == "ready\n"
        with pytest.raises(ExperimentError, match=f"process {holder.pid} is training here"):
            Store.open(folder, write=True)
        with pytest.raises(ExperimentError, match=f"process {holder.pid} is training here"):
            repair(folder)
        assert answers(folder) == before
    finally:
        holder.kill()
        holder.communicate()
    everything(folder)  # the kernel has let go of the dead process's lock
    assert not (folder / lock_module.FILE).exists()
    os.truncate(lock_file(folder, "not a number"), 5)
    Store.open(folder, write=True).close()


def lock_file(folder, text):
    (folder / lock_module.FILE).write_text(text)
    return folder / lock_module.FILE


FORKED = """
store = Store.open(Path(sys.argv[1]), write=True)
with store._transaction() as changes:
    changes.put("facts", ("seconds", "1.0"))
    child = os.fork()
    if child == 0:
        try:
            store.set_fact("model", "the child's")
        except ExperimentError as error:
            print(error, flush=True)
        store.close()
        os._exit(0) if sys.argv[2] == "at once" else sys.exit(0)
    os.waitpid(child, 0)
    assert (Path(sys.argv[1]) / f"{FILE}-journal").exists()  # the child has not undone it
    changes.put("facts", ("model", json.dumps("the parent's")))
if os.fork() == 0:
    os.close(0), os.close(1), os.close(2)
    signal.alarm(20)
    signal.pause()  # a child that lives on does not hold its parent's lock
"""


@pytest.mark.fault(43)
@pytest.mark.parametrize("end", ["at once", "in order"])
def test_a_forked_child_neither_writes_nor_disturbs_its_parent(folder, end):
    parent = other_process(FORKED, folder, end)
    said, _ = parent.communicate(timeout=30)
    assert parent.returncode == 0
    assert said.count("\n") == 1
    assert f"was opened by process {parent.pid}; a forked process must open it anew" in said
    with contextlib.closing(Store.open(folder, write=True)) as store:
        assert store.fact("model") == "the parent's"


@pytest.mark.fault(38)
def test_a_system_without_fcntl_has_a_lock_too(room, monkeypatch):
    class Locking:
        LK_NBLCK = 1

        def locking(self, number, mode, size):
            assert (mode, size) == (1, 1)
            raise PermissionError

    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", Locking())
    spec = importlib.util.spec_from_file_location("another_lock", lock_module.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.fcntl is None
    lock_file(room, "321")
    with pytest.raises(ExperimentError, match="process 321 is training here"):
        module.Lock(room)


def test_a_lock_whose_file_its_holder_has_just_removed_is_taken_anew(room, monkeypatch):
    first, second = [], []
    take = lock_module._lock

    def late(number):
        if not first:
            first.append(number)
            (room / lock_module.FILE).unlink()  # the holder before, between our opening and our locking
        else:
            second.append(number)
        take(number)

    monkeypatch.setattr(lock_module, "_lock", late)
    lock = Lock(room)
    assert second
    with pytest.raises(ExperimentError, match=f"process {os.getpid()} is training here"):
        Lock(room)
    lock.release()


READ_ONLY = """
if os.geteuid() == 0:
    os.setuid(65534)
folder = Path(sys.argv[1])
found = answers(folder)
assert [one.epoch for one in found["populations"]] == [6, 6, 4]
secret = Path(sys.argv[2])
for work in (
    lambda: Store.open(folder, write=True),
    lambda: repair(folder),
    lambda: Store.create(folder / "x", FACTS),
    lambda: Store.open(secret),
):
    try:
        work()
    except ExperimentError as error:
        print(error)
"""


@pytest.mark.fault(37)
def test_a_read_only_folder_is_read_and_training_refused_at_once(room, folder):
    """Also where a kill in the middle of a commit has left a journal, which nobody can undo in place."""
    hot_journal(folder)
    secret = room / "secret"
    begin(secret, populations=1)
    for path, mode in ((room, 0o755), (folder, 0o555), (folder / FILE, 0o444), (secret / FILE, 0)):
        path.chmod(mode)
    try:
        said, _ = other_process(READ_ONLY, folder, secret).communicate(timeout=30)
    finally:
        folder.chmod(0o755)
    assert [line.partition(": ")[2].rpartition(" (")[0] for line in said.splitlines()] == [
        "cannot be written to",
        "cannot be written to",
        "cannot be made",
        "cannot be read",
    ]
    assert (folder / f"{FILE}-journal").exists()


def hot_journal(folder):
    """Leaves a folder as a kill does between the first and the last page of a commit."""
    shutil.copytree(folder, folder / "base")
    limit = (folder / FILE).stat().st_size - 1
    code = f"print(limited({limit}, lambda: last_chunk(Path(sys.argv[1])), kill=True)[0])"
    assert other_process(code, folder).communicate()[0] == "-25\n"
    assert (folder / f"{FILE}-journal").stat().st_size > 512
    shutil.rmtree(folder / "base")


def test_a_reader_undoes_what_a_kill_in_the_middle_of_a_commit_left(folder):
    before = answers(folder)
    hot_journal(folder)
    assert answers(folder) == before
    assert not (folder / f"{FILE}-journal").exists()


@pytest.mark.fault(37)
def test_a_read_only_file_is_refused_before_anything_is_trained(folder, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(ExperimentError, match=r"sqlite3: is read-only; reading it works, training does not"):
        Store.open(folder, write=True)


@pytest.mark.fault(39)
@pytest.mark.parametrize("name", ["finished", "unfinished"])
def test_a_store_of_format_1_is_read_as_it_is_and_brought_up_to_date_when_written_to(room, name):
    folder, original = room / f"old-{name}", STORES / f"format-1-{name}"
    shutil.copytree(original, folder)
    with contextlib.closing(sqlite3.connect(original / FILE)) as db:
        raw = db.execute("SELECT id, status, at, kept, seed FROM runs ORDER BY population, place").fetchall()
        curve = db.execute(f"SELECT * FROM epochs WHERE run = '{raw[0][0]}' ORDER BY epoch").fetchall()
    read = answers(folder)
    assert [(run.id, run.status, run.at, run.kept, run.seed) for run in read["runs"]] == raw
    assert [(raw[0][0], *row) for row in read["curves"][0]] == curve
    assert (folder / FILE).read_bytes() == (original / FILE).read_bytes()
    Store.open(folder, write=True).close()
    assert answers(folder) == read
    assert (folder / f"{FILE}.format-1").read_bytes() == (original / FILE).read_bytes()
    with contextlib.closing(Store.open(folder)) as store:
        assert store.fact("format") == 2


@pytest.mark.fault(39)
def test_the_result_of_a_store_of_format_1_is_the_same_as_then():
    old = Result.read(STORES / "format-1-finished")
    assert old.best.name == "adam"
    assert [round(score, 4) for score in old.best.scores] == [0.9667, 0.8667, 0.9]


@pytest.mark.fault(32, 39)
def test_a_kill_during_migration_leaves_the_old_store_or_the_new(room):
    shutil.copytree(STORES / "format-1-unfinished", room / "migration" / "base")
    size = 60_000
    found = program("migration", "kill", room / "migration", *range(0, size, 6_000))["seen"]
    assert found["before"] == found["same end"] == 10  # the answers are the same before and after
    assert found["code -25"] >= 7


@pytest.mark.fault(39)
def test_a_newer_store_is_refused_with_the_version_that_it_needs(room):
    folder = room / "newer"
    shutil.copytree(STORES / "format-9", folder)
    before = (folder / FILE).read_bytes()
    for use in (Store.open, lambda folder: Store.open(folder, write=True), repair):
        with pytest.raises(
            ExperimentError, match=r"has format 9, which needs descentlab 7\.8\.9; this is descentlab"
        ):
            use(folder)
    assert (folder / FILE).read_bytes() == before


@pytest.mark.fault(41)
def test_nothing_asks_for_the_time_of_day(room, monkeypatch):
    def never():
        raise AssertionError("asked for the time of day")

    monkeypatch.setattr(time, "time", never)
    folder = room / "timeless"
    everything(folder)
    state = end_state(folder)
    for file in folder.rglob("*"):  # a clock that was a year ahead, and one that stood at its beginning
        os.utime(file, (0, 0) if file.suffix == ".safetensors" else (2**31, 2**31))
    (folder / "weights" / "2-6.safetensors").unlink()
    repair(folder)
    everything(folder)
    assert end_state(folder) == state


@pytest.mark.fault(44)
@pytest.mark.parametrize(
    "name",
    [
        *(
            "with spaces",
            "a\nline",
            "\U0001f9ea",
            "caf\u00e9",
            "cafe\u0301",
            "50% #1?&x=y",
            "'quoted\"",
            "[0-9]*",
        ),
        *(b"\xff\xfe".decode("utf-8", "surrogateescape"), "x" * 255),
    ],
)
def test_a_folder_may_have_any_name(room, name):
    folder = room / name
    begin(folder, populations=1)
    everything(folder)
    (folder / "weights" / "1-6.safetensors").write_bytes(b"")
    with contextlib.closing(Store.open(folder)) as store:
        assert len(store.runs()) == 24
        with pytest.raises(ExperimentError) as found:
            store.weights(store.runs()[0])
    assert str(found.value).isprintable()
    assert repair(folder).lost == 8


def test_a_name_that_is_too_long_is_one_line(room):
    with pytest.raises(ExperimentError, match="cannot be made"):
        Store.create(room / ("x" * 256), FACTS)


def test_an_experiment_begins_where_nothing_is_but_what_a_killed_beginning_left(room):
    folder = room / "vacant"
    assert Store.is_vacant(folder)
    folder.mkdir()
    (folder / f"{FILE}.new").write_bytes(b"half")
    lock_file(folder, "1")
    assert Store.is_vacant(folder)
    (folder / "thesis.tex").touch()
    assert not Store.is_vacant(folder)
    Store.create(folder, FACTS).close()
    with pytest.raises(ExperimentError, match="another process has just begun an experiment here"):
        Store.create(folder, FACTS)
    assert not Store.is_vacant(folder / "thesis.tex")


def test_what_was_never_committed_is_removed(folder):
    (folder / "weights" / "9-6.safetensors").touch()
    (folder / "checkpoints" / "3-2.safetensors").touch()
    (folder / "weights" / "mine.safetensors").touch()
    dead = 2**22 + 1  # no process has this number
    (folder / "weights" / f".3-6.safetensors.{dead}.new").touch()
    Store.open(folder, write=True).close()
    assert sorted(file.name for file in folder.glob("*/*")) == [
        "1-6.safetensors",
        "2-6.safetensors",
        "3-4.safetensors",
        "mine.safetensors",
    ]


def test_whole_numbers_and_infinities_are_losses_too(room):
    folder = room / "numbers"
    with contextlib.closing(Store.create(folder, FACTS)) as store:
        samples.plan(store, 1, runs=1)
        (run,) = samples.names(1, 1)
        store.commit_chunk(
            *(1, 2),
            epochs=[(run, 1, 1, float("inf"), 0), (run, 2, 5e-324, 2**60, -0.0)],
            ended=[("done", 2, 2, None, run)],
            weights={f"{run}/w": [1.0]},
            checkpoint=None,
            seconds=1,
        )
    with contextlib.closing(Store.open(folder)) as store:
        assert store.curves(run) == [(1, 1.0, float("inf"), 0.0), (2, 5e-324, 2.0**60, -0.0)]


def test_a_failed_chunk_leaves_everything_as_it_was(folder):
    before = answers(folder)
    with contextlib.closing(Store.open(folder, write=True)) as store:
        with pytest.raises(ExperimentError, match="UNIQUE constraint failed: epochs"):
            chunk(store, 3, 4)
        chunk(store, 3, LAST)
    assert answers(folder)["runs"] != before["runs"]
    assert json.dumps(answers(folder)["facts"]) == json.dumps(before["facts"])


def test_a_pipe_is_written_to_and_a_link_keeps_its_place(tmp_path):
    """--out /dev/null must never put a file where the device was."""
    pipe, target, link = tmp_path / "pipe", tmp_path / "target", tmp_path / "link"
    os.mkfifo(pipe)
    target.write_text("before")
    link.symlink_to(target)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(pipe, b"through")
    write_whole(link, b"after")
    assert os.read(reader, 100) == b"through"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert link.is_symlink()
    assert target.read_bytes() == b"after"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["link", "pipe", "target"]
