"""The store: one SQLite file that holds every run of an experiment, and the folder around it.

    experiment.sqlite3     what was asked for, every run, every epoch
    checkpoints/           the state of populations in training, one safetensors file each
    weights/               final weights of the runs, one file for each chunk in which runs ended

A chunk of training is one transaction: files are written first, under a temporary name, flushed and renamed;
then one commit makes them and the epochs count. Rollback journal and full synchronization, so that the one file
is all there is and a copy of it is safe.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from descentlab.errors import ExperimentError
from descentlab.experiments.tensors import read_tensors, sweep, write_tensors

FORMAT = 1
FILE = "experiment.sqlite3"

_TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE populations (
    id INTEGER PRIMARY KEY, program TEXT NOT NULL, strategy TEXT NOT NULL, cores INTEGER NOT NULL,
    chunk INTEGER NOT NULL, epoch INTEGER NOT NULL, checkpoint TEXT, done INTEGER NOT NULL, seconds REAL NOT NULL
);
CREATE TABLE runs (
    id TEXT PRIMARY KEY, stage TEXT NOT NULL, recipe TEXT NOT NULL, seed INTEGER NOT NULL,
    population INTEGER NOT NULL REFERENCES populations, place INTEGER NOT NULL,
    status TEXT NOT NULL, at INTEGER, kept INTEGER, weights TEXT, scores TEXT
) WITHOUT ROWID;
CREATE TABLE epochs (
    run TEXT NOT NULL REFERENCES runs, epoch INTEGER NOT NULL,
    loss REAL NOT NULL, validation_loss REAL NOT NULL, validation_score REAL NOT NULL,
    PRIMARY KEY (run, epoch)
) WITHOUT ROWID;
CREATE INDEX runs_of_population ON runs (population, place);
"""


class StoredRun(NamedTuple):
    """A run as the store knows it. status: "waiting", "done", "stopped early" or "diverged".

    at: the last epoch trained, or the step that diverged. kept: the epoch whose weights were kept.
    scores: {"train": [loss, score], ...} of those weights, where they were taken.
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


class StoredPopulation(NamedTuple):
    """A population as the store knows it. chunk: epochs in a chunk. epoch: epochs committed."""

    id: int
    program: str
    strategy: str
    cores: int
    chunk: int
    epoch: int
    checkpoint: str | None
    done: int
    seconds: float


class Store:
    """An experiment's folder, open for reading or writing."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self._db = connection

    @classmethod
    def create(cls, folder: Path, facts: dict[str, Any]) -> "Store":
        """A new store; facts are what the experiment was asked for. The file appears only when it is whole."""
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / f"{FILE}.new"
        unfinished.unlink(missing_ok=True)
        db = sqlite3.connect(unfinished)
        db.executescript(_TABLES)
        rows = [(name, json.dumps(value)) for name, value in {"format": FORMAT, **facts}.items()]
        db.executemany("INSERT INTO facts VALUES (?, ?)", rows)
        db.commit()
        db.close()
        os.replace(unfinished, folder / FILE)
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path, *, write: bool = True) -> "Store":
        """The store in a folder. Raises ExperimentError where there is none that can be used."""
        file = folder / FILE
        if not file.is_file():
            raise ExperimentError(f"{folder}: no experiment here ({FILE} is missing)")
        mode = "rw" if write else "ro"
        db = sqlite3.connect(f"{file.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None)
        store = cls(folder, db)
        try:
            db.execute("PRAGMA journal_mode = DELETE") if write else None
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
            found = store.fact("format")
        except sqlite3.DatabaseError as error:
            db.close()
            raise ExperimentError(f"{file}: not a readable experiment ({error})") from error
        if found != FORMAT:
            db.close()
            raise ExperimentError(f"{file}: has format {found}, and this version reads format {FORMAT}")
        if write:
            sweep(folder)
        return store

    def close(self) -> None:
        """Lets go of the file."""
        self._db.close()

    def fact(self, name: str) -> Any:
        """What was asked for under this name, or None."""
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else json.loads(row[0])

    def set_fact(self, name: str, value: Any) -> None:
        """Writes a fact, in place of an earlier one."""
        with self._transaction():
            self._db.execute("REPLACE INTO facts VALUES (?, ?)", (name, json.dumps(value)))

    def runs(self, stage: str | None = None) -> list[StoredRun]:
        """All runs, in the order of population and place."""
        where = "" if stage is None else "WHERE stage = ?"
        rows = self._db.execute(
            f"SELECT * FROM runs {where} ORDER BY population, place",
            () if stage is None else (stage,),
        )
        return [_run(row) for row in rows]

    def populations(self) -> list[StoredPopulation]:
        """All populations, in the order they were planned."""
        return [StoredPopulation(*row) for row in self._db.execute("SELECT * FROM populations ORDER BY id")]

    def curves(self, run: str) -> list[tuple[int, float, float, float]]:
        """Epoch, training loss, validation loss and validation score, epoch by epoch."""
        return self._db.execute(
            "SELECT epoch, loss, validation_loss, validation_score FROM epochs WHERE run = ? ORDER BY epoch",
            (run,),
        ).fetchall()

    def kept_epochs(self) -> dict[str, tuple[float, float]]:
        """By run: validation loss and score of the epoch whose weights were kept."""
        rows = self._db.execute(
            "SELECT runs.id, validation_loss, validation_score FROM runs"
            " JOIN epochs ON epochs.run = runs.id AND epochs.epoch = runs.kept"
        )
        return {run: (loss, score) for run, loss, score in rows}

    def plan(self, program: str, strategy: str, cores: int, chunk: int, runs: Iterable[StoredRun]) -> int:
        """Writes down a population that is about to be trained, and returns its number."""
        with self._transaction():
            cursor = self._db.execute(
                "INSERT INTO populations (program, strategy, cores, chunk, epoch, done, seconds)"
                " VALUES (?, ?, ?, ?, 0, 0, 0)",
                (program, strategy, cores, chunk),
            )
            number = int(cursor.lastrowid or 0)
            self._db.executemany(
                "INSERT INTO runs (id, stage, recipe, seed, population, place, status) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (run.id, run.stage, json.dumps(run.recipe), run.seed, number, place, "waiting")
                    for place, run in enumerate(runs)
                ],
            )
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
        weights_file = checkpoint_file = None
        if weights:
            weights_file = f"weights/{population}-{epoch}.safetensors"
            write_tensors(self.folder / weights_file, weights)
        if checkpoint is not None:
            checkpoint_file = f"checkpoints/{population}-{epoch}.safetensors"
            write_tensors(self.folder / checkpoint_file, checkpoint)
        with self._transaction():
            self._db.executemany("INSERT INTO epochs VALUES (?, ?, ?, ?, ?)", epochs)
            self._db.executemany(
                "UPDATE runs SET status = ?, at = ?, kept = ?, scores = ?, weights = ? WHERE id = ?",
                [
                    (status, at, kept, None if scores is None else json.dumps(scores), weights_file, run)
                    for status, at, kept, scores, run in ended
                ],
            )
            self._db.execute(
                "UPDATE populations SET epoch = ?, checkpoint = ?, done = ?, seconds = seconds + ? WHERE id = ?",
                (epoch, checkpoint_file, checkpoint is None, seconds, population),
            )
        for old in (self.folder / "checkpoints").glob(f"{population}-*.safetensors"):
            if checkpoint_file is None or old.name != Path(checkpoint_file).name:
                old.unlink(missing_ok=True)

    def checkpoint(self, population: StoredPopulation) -> dict[str, Any]:
        """The tensors of a population's last checkpoint."""
        return read_tensors(self.folder / str(population.checkpoint))

    def weights(self, run: StoredRun) -> dict[str, Any]:
        """A finished run's final weights by name."""
        if run.weights is None:
            raise ExperimentError(f"{self.folder}: run {run.id} has no weights ({run.status})")
        return read_tensors(self.folder / run.weights, prefix=f"{run.id}/")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


def _run(row: tuple[Any, ...]) -> StoredRun:
    run = StoredRun(*row)
    return run._replace(
        recipe=json.loads(row[2]), scores=None if run.scores is None else json.loads(str(run.scores))
    )
