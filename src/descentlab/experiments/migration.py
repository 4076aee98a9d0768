"""Stores of older formats, brought up to date.

Format 1 (version 0.1.0 before the checksums) had no checksums, no list of files, and did not say how many runs a
population has nor how many epochs a run has.
"""

import sqlite3
from pathlib import Path
from typing import Any

import msgspec

from descentlab.experiments.database import FILE, memory, new_database, version
from descentlab.experiments.files import of_file, write_whole
from descentlab.experiments.rows import (
    FORMAT,
    TYPES,
    WAITING,
    DamageError,
    Row,
    Tables,
    create,
    schema,
    verify_pages,
)

_FORMAT_1 = """
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


def migrate(db: sqlite3.Connection, folder: Path) -> None:
    """Brings a folder's database up to date and closes it; the old one stays beside as experiment.sqlite3.format-1.

    Interrupted anywhere, it leaves the old database or the new one. Raises DamageError, ExperimentError.
    """
    tables = upgraded(db, folder)
    db.close()
    file = folder / FILE
    write_whole(file.with_name(f"{FILE}.format-1"), file.read_bytes())
    new_database(folder, tables)


def migrated(db: sqlite3.Connection, folder: Path) -> sqlite3.Connection:
    """The same in memory, for a reader; the folder is left alone. Closes the database given."""
    tables = upgraded(db, folder)
    db.close()
    new = memory()
    create(new, tables)
    return new


def upgraded(db: sqlite3.Connection, folder: Path) -> Tables:
    """The rows of a store of format 1 as they are today, with checksums of the files as they are."""
    if schema(db) != schema(_FORMAT_1):
        raise DamageError("its tables are not those of an experiment")
    verify_pages(db)

    def read(table: str) -> list[Any]:
        return db.execute(f"SELECT * FROM {table}").fetchall()

    counts = dict(db.execute("SELECT run, count(*) FROM epochs GROUP BY run"))
    sizes = dict(db.execute("SELECT population, count(*) FROM runs GROUP BY population"))
    runs: list[Row] = [(*row, None if row[6] == WAITING else counts.get(row[0], 0)) for row in read("runs")]
    populations: list[Row] = [(*row, sizes.get(row[0], 0)) for row in read("populations")]
    facts = {**dict(read("facts")), "format": str(FORMAT), "written_by": f'"{version()}"'}
    names = {row[9] for row in runs} | {row[6] for row in populations}
    tables: Tables = {
        "facts": list(facts.items()),
        "first_facts": list(facts.items()),
        "populations": populations,
        "runs": runs,
        "epochs": read("epochs"),
        "files": [
            _file(folder, name) for name in sorted(names - {None}, key=str) if (folder / str(name)).is_file()
        ],
    }
    try:
        return {table: msgspec.convert(rows, list[TYPES[table]]) for table, rows in tables.items()}
    except msgspec.ValidationError as error:
        raise DamageError("a row is not of the kind that it should be") from error


def _file(folder: Path, name: Any) -> Row:
    return (str(name), *of_file(folder / str(name)))
