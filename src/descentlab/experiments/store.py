"""The store: one SQLite file that holds every run of an experiment, and the folder around it.

    experiment.sqlite3     what was asked for, every run, every epoch
    checkpoints/           the state of populations in training, one safetensors file each
    weights/               final weights of the runs, one file for each chunk in which runs ended
    experiment.lock        while a process trains here: its number

A chunk of training is one transaction: files are written first, under a temporary name, flushed and renamed;
then one commit makes them and the epochs count. Rollback journal and full synchronization, so that the one file
is all there is and a copy of it is safe. Every row and every file has a checksum, and all of them are checked.
"""

import ctypes
import json
import os
import sqlite3
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from descentlab.errors import ExperimentError
from descentlab.experiments.database import (
    FILE,
    NEW,
    check_there,
    connect,
    damaged,
    in_memory,
    in_one_line,
    known_format,
    new_database,
    remedy,
    version,
)
from descentlab.experiments.files import Written, check_file, flush_folder, remove, sweep
from descentlab.experiments.lock import FILE as LOCK_FILE
from descentlab.experiments.lock import Lock
from descentlab.experiments.migration import migrate, migrated
from descentlab.experiments.rows import DIVERGED, FILE_NAME, FORMAT, WAITING, Changes, Row, verify, verify_rows
from descentlab.experiments.tensors import read_tensors, write_tensors


class StoredRun(NamedTuple):
    """A run as the store knows it. status: "waiting", "done", "stopped early" or "diverged".

    at: the last epoch trained, or the step that diverged. kept: the epoch whose weights were kept.
    scores: {"train": [loss, score], ...} of those weights, where they were taken.
    epochs: how many it has, where it has ended.
    """

    id: str
    stage: str
    recipe: dict[str, Any]
    seed: int
    population: int
    place: int
    status: str
    at: int | None
    kept: int | None
    weights: str | None
    scores: dict[str, Any] | None
    epochs: int | None = None


class StoredPopulation(NamedTuple):
    """A population as the store knows it. chunk: epochs in a chunk. epoch: epochs committed. runs: how many."""

    id: int
    program: str
    strategy: str
    cores: int
    chunk: int
    epoch: int
    checkpoint: str | None
    done: int
    seconds: float
    runs: int = 0


class Store:
    """An experiment's folder, open for reading or writing.

    A reader has a copy of the database as it was when it was opened. A writer has the folder's lock.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection, lock: Lock | None = None) -> None:
        self.folder = folder
        self._connection = connection
        self._lock = lock
        self._process = os.getpid()
        self._checked: set[str] = set()
        if lock is not None:
            _writing.add(connection)

    @classmethod
    def create(cls, folder: Path, facts: dict[str, Any]) -> "Store":
        """A new store, open for writing; facts are what the experiment was asked for.

        The file appears only when it is whole. Raises ExperimentError where there is one already.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ExperimentError(f"{folder}: cannot be made ({error.strerror})") from error
        with _held(folder) as lock:
            if (folder / FILE).exists():
                raise ExperimentError(f"{folder}: another process has just begun an experiment here")
            known = {"format": FORMAT, "written_by": version(), **facts}
            rows = [(name, json.dumps(value)) for name, value in known.items()]
            with in_one_line(folder):
                new_database(folder, {"facts": rows, "first_facts": rows})
                flush_folder(folder.absolute().parent)
                return cls._writer(folder, lock)

    @classmethod
    def open(cls, folder: Path, *, write: bool = False) -> "Store":
        """The store in a folder; one of an older format is brought up to date, with a backup, where it is written to.

        Raises ExperimentError where there is none that can be used: another process trains in it, it is damaged,
        it was written by a newer version.
        """
        check_there(folder)
        if not write:
            with in_one_line(folder, reading=True):
                return cls._reader(folder)
        with _held(folder) as lock:
            if not os.access(folder / FILE, os.W_OK):
                raise ExperimentError(f"{folder / FILE}: is read-only; reading it works, training does not")
            with in_one_line(folder):
                return cls._writer(folder, lock)

    @classmethod
    def _reader(cls, folder: Path) -> "Store":
        db = in_memory(folder / FILE)
        if known_format(db, folder) < FORMAT:
            db = migrated(db, folder)
        verify_rows(db)
        db.execute("PRAGMA query_only = ON")
        return cls(folder, db)

    @classmethod
    def _writer(cls, folder: Path, lock: Lock) -> "Store":
        sweep(folder)
        db = connect(folder / FILE)
        try:
            if known_format(db, folder) < FORMAT:
                migrate(db, folder)
                db.close()
                db = connect(folder / FILE)
            db.execute("PRAGMA journal_mode = DELETE")
            db.execute("PRAGMA synchronous = EXTRA")  # the folder too is flushed at every commit
            verify(db)
        except BaseException:
            db.close()
            raise
        store = cls(folder, db, lock)
        store._remove_unknown()
        return store

    @staticmethod
    def is_vacant(folder: Path) -> bool:
        """Whether an experiment can begin in a folder: nothing is there but what a killed beginning has left."""
        if not folder.exists():
            return True
        return folder.is_dir() and {file.name for file in folder.iterdir()} <= {LOCK_FILE, NEW}

    def close(self) -> None:
        """Lets go of the folder."""
        if self._lock is None:
            self._connection.close()
        elif self._process == os.getpid():
            self._connection.close()
            _writing.discard(self._connection)
            self._lock.release()

    def copy_to(self, database: sqlite3.Connection) -> None:
        """Fills an empty database with this one as it stands."""
        self._db.backup(database)

    @property
    def _db(self) -> sqlite3.Connection:
        if self._lock is not None and self._process != os.getpid():
            raise ExperimentError(
                f"{self.folder}: was opened by process {self._process}; a forked process must open it anew"
            )
        return self._connection

    def fact(self, name: str) -> Any:
        """What was asked for under this name, or None."""
        rows = self._read("SELECT value FROM facts WHERE name = ?", name)
        return self._decoded(rows[0][0]) if rows else None

    def set_fact(self, name: str, value: Any) -> None:
        """Writes a fact, in place of an earlier one."""
        self.set_facts({name: value})

    def set_facts(self, facts: dict[str, Any]) -> None:
        """Writes facts, in place of earlier ones; all of them or, where it is interrupted, none."""
        differing = {name: value for name, value in facts.items() if self.fact(name) != value}
        if differing:
            with self._transaction() as changes:
                for name, value in differing.items():
                    changes.put("facts", (name, json.dumps(value)))

    def runs(self, stage: str | None = None) -> list[StoredRun]:
        """All runs, in the order of population and place."""
        where = "" if stage is None else "WHERE stage = ?"
        given = () if stage is None else (stage,)
        return [
            self._run(row)
            for row in self._read(f"SELECT * FROM runs {where} ORDER BY population, place", *given)
        ]

    def populations(self) -> list[StoredPopulation]:
        """All populations, in the order they were planned."""
        return [StoredPopulation(*row[:-1]) for row in self._read("SELECT * FROM populations ORDER BY id")]

    def curves(self, run: str) -> list[tuple[int, float, float, float]]:
        """Epoch, training loss, validation loss and validation score, epoch by epoch."""
        return self._read(
            "SELECT epoch, loss, validation_loss, validation_score FROM epochs WHERE run = ? ORDER BY epoch",
            run,
        )

    def kept_epochs(self) -> dict[str, tuple[float, float]]:
        """By run: validation loss and score of the epoch whose weights were kept."""
        rows = self._read(
            "SELECT runs.id, validation_loss, validation_score FROM runs"
            " JOIN epochs ON epochs.run = runs.id AND epochs.epoch = runs.kept"
        )
        return {run: (loss, score) for run, loss, score in rows}

    def plan(self, program: str, strategy: str, cores: int, chunk: int, runs: Iterable[StoredRun]) -> int:
        """Writes down a population that is about to be trained, and returns its number: the lowest that is free."""
        taken = {row[0] for row in self._read("SELECT id FROM populations")}
        number = next(number for number in range(1, len(taken) + 2) if number not in taken)
        rows = [
            (run.id, run.stage, json.dumps(run.recipe), run.seed, number, place, WAITING, *(None,) * 5)
            for place, run in enumerate(runs)
        ]
        with self._transaction() as changes:
            changes.insert(
                "populations", [(number, program, strategy, cores, chunk, 0, None, 0, 0.0, len(rows))]
            )
            changes.insert("runs", rows)
        return number

    def commit_chunk(
        self,
        population: int,
        epoch: int,
        *,
        epochs: list[tuple[str, int, float, float, float]],
        ended: list[tuple[str, int, int, dict[str, Any] | None, str]],
        weights: dict[str, Any],
        checkpoint: dict[str, Any] | None,
        seconds: float,
    ) -> None:
        """A chunk's epochs, the runs that ended in it, and the state to go on from (None: all have ended).

        epochs: (run, epoch, loss, validation loss, validation score). ended: (status, at, kept, scores, run).
        weights: tensors of the runs that ended, named "run/parameter".
        """
        (before,) = (one for one in self.populations() if one.id == population)
        files: list[Row] = []
        if weights:
            files.append(self._write(f"weights/{population}-{epoch}.safetensors", weights))
        if checkpoint is not None:
            files.append(self._write(f"checkpoints/{population}-{epoch}.safetensors", checkpoint))
        weights_file = files[0][0] if weights else None
        checkpoint_file = files[-1][0] if checkpoint is not None else None
        reached = {run: last for run, last, *_ in sorted(epochs)}
        with self._transaction() as changes:
            changes.insert("epochs", epochs)
            for status, at, kept, scores, run in ended:
                told = None if scores is None else json.dumps(scores)
                (plan,) = self._read(
                    "SELECT id, stage, recipe, seed, population, place FROM runs WHERE id = ?", run
                )
                stands, file = reached.get(run, before.epoch), None if status == DIVERGED else weights_file
                changes.put("runs", (*plan, status, at, kept, file, told, stands))
            for row in files:
                changes.put("files", row)
            if before.checkpoint not in (None, checkpoint_file):
                changes.remove("files", before.checkpoint)
            done, taken = int(checkpoint is None), before.seconds + seconds
            after = before._replace(epoch=epoch, checkpoint=checkpoint_file, done=done, seconds=taken)
            changes.put("populations", after)
        if before.checkpoint not in (None, checkpoint_file):
            remove(self.folder / str(before.checkpoint))

    def checkpoint(self, population: StoredPopulation) -> dict[str, Any]:
        """The tensors of a population's last checkpoint. Raises ExperimentError for a damaged file."""
        return self._tensors(str(population.checkpoint))

    def weights(self, run: StoredRun) -> dict[str, Any]:
        """A finished run's final weights by name. Raises ExperimentError for a damaged file."""
        if run.weights is None:
            raise ExperimentError(f"{self.folder}: run {run.id} has no weights ({run.status})")
        return self._tensors(run.weights, prefix=f"{run.id}/")

    def damaged_files(self) -> list[str]:
        """What is wrong with the files that the store refers to, one line for each that is not as it was written."""
        found: list[str] = []
        for name, size, digest in self._read("SELECT name, size, digest FROM files ORDER BY name"):
            try:
                check_file(self.folder / name, Written(size, digest))
            except ExperimentError as error:
                found.append(str(error))
        return found

    def _tensors(self, name: str, prefix: str = "") -> dict[str, Any]:
        rows = self._read("SELECT size, digest FROM files WHERE name = ?", name)
        if not rows:
            raise ExperimentError(damaged(self.folder, f"nothing is known of {name}"))
        if name not in self._checked:
            try:
                check_file(self.folder / name, Written(*rows[0]))
            except ExperimentError as error:
                raise ExperimentError(f"{error}; {remedy(self.folder)}") from error
            self._checked.add(name)
        return read_tensors(self.folder / name, prefix)

    def _read(self, query: str, *given: Any) -> list[Any]:
        with in_one_line(self.folder, reading=True):
            return self._db.execute(query, given).fetchall()

    def _write(self, name: str, arrays: dict[str, Any]) -> Row:
        return (name, *write_tensors(self.folder / name, arrays))

    @contextmanager
    def _transaction(self) -> Generator[Changes]:
        if self._lock is None:
            raise ExperimentError(f"{self.folder}: is open for reading only")
        with in_one_line(self.folder):
            db = self._db
            db.execute("BEGIN IMMEDIATE")
            try:
                changes = Changes(db)
                yield changes
                changes.book()
                db.execute("COMMIT")
            except BaseException:
                # SQLite ends it by itself where the disk is full, and a forked child must not end its parent's
                if db.in_transaction and self._process == os.getpid():
                    db.execute("ROLLBACK")
                raise

    def _remove_unknown(self) -> None:
        """Removes the files of chunks that were never committed and of checkpoints that are past."""
        known = {row[0] for row in self._read("SELECT name FROM files")}
        for part in ("weights", "checkpoints"):
            for file in (self.folder / part).glob("*.safetensors"):
                if FILE_NAME.fullmatch(name := f"{part}/{file.name}") and name not in known:
                    remove(file)

    def _run(self, row: tuple[Any, ...]) -> StoredRun:
        run = StoredRun(*row[:-1])
        scores = None if run.scores is None else self._decoded(str(run.scores))
        return run._replace(recipe=self._decoded(row[2]), scores=scores)

    def _decoded(self, text: str) -> Any:
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ExperimentError(damaged(self.folder, "a text in it is no JSON")) from error


@contextmanager
def _held(folder: Path) -> Generator[Lock]:
    """A folder's lock, let go of where what follows fails."""
    lock = Lock(folder)
    try:
        yield lock
    except BaseException:
        lock.release()
        raise


_writing: set[sqlite3.Connection] = set()
"""Connections that write."""


def _never_let_go() -> None:
    """Gives a forked child a reference for good: to close a connection there would undo what its parent has begun."""
    for connection in _writing:
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(connection))


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_never_let_go)
