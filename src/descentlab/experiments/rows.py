"""The tables of a store, the checksum that every row carries, and what must add up.

A row's checksum is taken over its table's name and all that stands in the row. The table ``state`` holds the sum of
the checksums of all rows: a row that is missing, or of another time than the others, does not go unnoticed.
"""

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, get_args

import msgspec

FORMAT = 2

_FACTS = (
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL, checksum INTEGER NOT NULL) WITHOUT ROWID"
)
_FACTS_1 = "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
TABLES = f"""
{_FACTS};
CREATE TABLE first_facts (name TEXT PRIMARY KEY, value TEXT NOT NULL, checksum INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE populations (
    id INTEGER PRIMARY KEY, program TEXT NOT NULL, strategy TEXT NOT NULL, cores INTEGER NOT NULL,
    chunk INTEGER NOT NULL, epoch INTEGER NOT NULL, checkpoint TEXT, done INTEGER NOT NULL, seconds REAL NOT NULL,
    runs INTEGER NOT NULL, checksum INTEGER NOT NULL
);
CREATE TABLE runs (
    id TEXT PRIMARY KEY, stage TEXT NOT NULL, recipe TEXT NOT NULL, seed INTEGER NOT NULL,
    population INTEGER NOT NULL, place INTEGER NOT NULL,
    status TEXT NOT NULL, at INTEGER, kept INTEGER, weights TEXT, scores TEXT, epochs INTEGER,
    checksum INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE epochs (
    run TEXT NOT NULL, epoch INTEGER NOT NULL,
    loss REAL NOT NULL, validation_loss REAL NOT NULL, validation_score REAL NOT NULL, checksum INTEGER NOT NULL,
    PRIMARY KEY (run, epoch)
) WITHOUT ROWID;
CREATE TABLE files (
    name TEXT PRIMARY KEY, size INTEGER NOT NULL, digest TEXT NOT NULL, checksum INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE state (commits INTEGER NOT NULL, total INTEGER NOT NULL);
CREATE INDEX runs_of_population ON runs (population, place);
INSERT INTO state VALUES (0, 0);
"""

TYPES: dict[str, Any] = {
    "facts": tuple[str, str],
    "first_facts": tuple[str, str],
    "populations": tuple[int, str, str, int, int, int, str | None, int, float, int],
    "runs": tuple[
        *(str, str, str, int, int, int, str, int | None, int | None, str | None, str | None, int | None)
    ],
    "epochs": tuple[str, int, float, float, float],
    "files": tuple[str, int, str],
}
"""What a row of each table holds; its checksum comes last. ``first_facts`` are facts as they were at the beginning,
a second copy on pages of its own that are never written again: without facts nothing could be brought back."""

_REALS = {table: {i for i, kind in enumerate(get_args(row)) if kind is float} for table, row in TYPES.items()}
WAITING, DIVERGED = "waiting", "diverged"
FILE_NAME = re.compile(r"(weights|checkpoints)/[0-9]+-[0-9]+\.safetensors")
"""What a store may refer to: a name from elsewhere could lead out of its folder."""
_AT_ONCE = 10_000
"""Rows read at once: all epochs of a large experiment do not fit in memory."""

Row = Sequence[Any]
Tables = dict[str, list[Any]]
_pack = msgspec.msgpack.Encoder().encode


class DamageError(Exception):
    """What does not add up, in words."""


def checksum(table: str, row: Row) -> int:
    """64 bits of BLAKE2b over a row without its checksum."""
    digest = hashlib.blake2b(_pack((table, *row)), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def whole(table: str, rows: list[Row]) -> bool:
    """Whether rows, their checksums last, are as they were written."""
    try:
        contents = msgspec.convert([row[:-1] for row in rows], list[TYPES[table]])
        return all(checksum(table, content) == row[-1] for content, row in zip(contents, rows, strict=True))
    except (msgspec.ValidationError, UnicodeEncodeError, OverflowError):
        return False


class Changes:
    """Rows changed in one transaction, and what they add to the sum of all checksums."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._sum = 0

    def insert(self, table: str, rows: Iterable[Row]) -> None:
        """New rows. Raises sqlite3.IntegrityError where a key is taken."""
        summed = [(*row, checksum(table, row)) for row in (_as_stored(table, row) for row in rows)]
        if summed:
            self._db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(summed[0]))})", summed)
            self._sum += sum(row[-1] for row in summed)

    def put(self, table: str, row: Row) -> None:
        """A row in place of the one with the same first column, or a new one."""
        self.remove(table, row[0])
        self.insert(table, [row])

    def remove(self, table: str, key: Any) -> None:
        """Takes out the row with this first column, if there is one."""
        column = "id" if table in ("populations", "runs") else "name"
        for (gone,) in self._db.execute(f"SELECT checksum FROM {table} WHERE {column} = ?", (key,)).fetchall():
            self._db.execute(f"DELETE FROM {table} WHERE {column} = ?", (key,))
            self._sum -= gone

    def book(self) -> None:
        """Brings the sum up to date; the last step before the commit."""
        (before,) = self._db.execute("SELECT total FROM state").fetchone()
        self._db.execute("UPDATE state SET commits = commits + 1, total = ?", (_wrapped(before + self._sum),))
        self._sum = 0


def create(db: sqlite3.Connection, tables: Tables) -> None:
    """Makes the tables in an empty database and fills them."""
    db.executescript(TABLES)
    db.execute("BEGIN")
    changes = Changes(db)
    for table, rows in tables.items():
        changes.insert(table, rows)
    changes.book()
    db.execute("COMMIT")


def format_of(db: sqlite3.Connection) -> int:
    """The format of a store that may be of any version. Raises DamageError where it says none."""
    if db.execute("SELECT sql FROM sqlite_master WHERE name = 'facts'").fetchall() not in (
        [(_FACTS,)],
        [(_FACTS_1,)],
    ):
        raise DamageError("its tables are not those of an experiment")  # a view could run without end
    row = db.execute("SELECT value FROM facts WHERE name = 'format'").fetchone()
    if row is None or not re.fullmatch("[0-9]{1,9}", str(row[0])):
        raise DamageError("it does not say which format it has")
    return int(row[0])


def verify(db: sqlite3.Connection) -> None:
    """Reads everything. Raises DamageError where anything does not add up."""
    verify_pages(db)
    verify_rows(db)


def verify_pages(db: sqlite3.Connection) -> None:
    """Lets SQLite check its own structure. Raises DamageError."""
    (found,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise DamageError(str(found).splitlines()[-1])


def verify_rows(db: sqlite3.Connection) -> None:
    """Reads all rows. Raises DamageError where one is not as it was written, or one is missing."""
    if schema(db) != schema(TABLES):
        raise DamageError("its tables are not those of an experiment")
    tables: Tables = {}
    total = 0
    for table in TYPES:
        tables[table] = []
        reader = db.execute(f"SELECT * FROM {table}")
        while rows := reader.fetchmany(_AT_ONCE):
            if not whole(table, rows):
                raise DamageError(f"a row of {table} does not have its checksum")
            total += sum(row[-1] for row in rows)
            if table != "epochs":
                tables[table] += [row[:-1] for row in rows]
    if db.execute("SELECT total FROM state").fetchall() != [(_wrapped(total),)]:
        raise DamageError("rows are missing, or come from another copy of it")
    verify_populations(
        tables, db.execute("SELECT run, min(epoch), max(epoch), count(*) FROM epochs GROUP BY run").fetchall()
    )


def verify_populations(tables: Tables, reached: Iterable[Row]) -> None:
    """Raises DamageError unless every population has all its runs, epochs and names of files.

    reached: for every run with epochs the first, the last, and how many.
    """
    of_population = by_population(tables["runs"])
    epochs = {run: tuple(span) for run, *span in reached}
    files = {row[0] for row in tables["files"]}
    for name in files:
        if not FILE_NAME.fullmatch(name):
            raise DamageError(f"it refers to {name}, which is no file of an experiment")
    for population in tables["populations"]:
        if fault := gap(population, of_population.pop(population[0], []), epochs, files):
            raise DamageError(fault)
    if of_population or epochs.keys() - {row[0] for row in tables["runs"]}:
        raise DamageError("it has runs or epochs that belong to nothing")


def by_population(runs: list[Row]) -> dict[int, list[Row]]:
    """Rows of runs by population, each in the order of places."""
    found: dict[int, list[Row]] = {}
    for row in sorted(runs, key=lambda row: (row[4], row[5])):
        found.setdefault(row[4], []).append(row)
    return found


def spans(epochs: Iterable[Row]) -> dict[str, tuple[int, ...]]:
    """For every run with epochs the first, the last, and how many."""
    found: dict[str, tuple[int, ...]] = {}
    for run, epoch, *_ in epochs:
        first, last, count = found.get(run, (epoch, epoch, 0))
        found[run] = (min(first, epoch), max(last, epoch), count + 1)
    return found


def gap(population: Row, runs: list[Row], epochs: dict[str, tuple[int, ...]], files: set[str]) -> str | None:
    """What a population lacks, in words, or None.

    All its runs must be there, each with its epochs from 1 to where it stands, and the files that they refer to.
    runs: in the order of places. epochs: the first epoch of a run, the last, and how many.
    """
    number, _, _, _, _, epoch, checkpoint, done, _, planned = population
    if [row[5] for row in runs] != list(range(planned)):
        return f"population {number} has {len(runs)} of {planned} runs"
    waiting = [row for row in runs if row[6] == WAITING]
    if bool(done) == bool(waiting) or (checkpoint is None) == bool(epoch and waiting):
        return f"population {number} is neither finished nor to be gone on with"
    for row in runs:
        stands = epoch if row[6] == WAITING else row[11]
        if epochs.get(row[0]) != ((1, stands, stands) if stands else None):
            return f"run {row[0]} lacks epochs"
        if row[6] not in (WAITING, DIVERGED) and row[9] is None:
            return f"run {row[0]} lacks its weights"
    named = {name for name in (checkpoint, *(row[9] for row in runs)) if name is not None}
    if strange := [name for name in named if not FILE_NAME.fullmatch(name)]:
        return f"{min(strange)} is no file of an experiment"
    return f"nothing is known of {min(named - files)}" if named - files else None


def _as_stored(table: str, row: Row) -> Row:
    """A row as SQLite gives it back: in a column of reals 1 is 1.0, and zero has no sign."""
    reals = _REALS[table]
    return [float(value) + 0.0 if i in reals else value for i, value in enumerate(row)] if reals else row


def _wrapped(total: int) -> int:
    """The sum as a signed number of 64 bits."""
    return (total + 2**63) % 2**64 - 2**63


def schema(of: sqlite3.Connection | str) -> list[Row]:
    """The tables and indexes of a database, or those that a script makes, and where in the file they begin."""
    db = sqlite3.connect(":memory:") if isinstance(of, str) else of
    try:
        if isinstance(of, str):
            db.executescript(of)
        return db.execute(
            "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master ORDER BY rowid"
        ).fetchall()
    finally:
        if isinstance(of, str):
            db.close()
