"""A store's database: made whole, opened by one who writes, and copied into memory by those who read.

A reader's copy is of one moment, whatever is committed later, and nobody waits for the reader.
"""

import shutil
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory

from descentlab.errors import ExperimentError
from descentlab.experiments.files import put_in_place, unwritable
from descentlab.experiments.rows import FORMAT, DamageError, Tables, create, format_of, verify, verify_pages

FILE = "experiment.sqlite3"
NEW = f"{FILE}.new"
OLDEST = 1
PAGE_SIZE = 4096
_PATIENCE = {"read": 10.0, "write": 60.0}
"""Seconds to wait for a process that holds the file."""


def new_database(folder: Path, tables: Tables) -> None:
    """Makes a folder's database out of rows, in place of an older one; it appears only when it is whole.

    Raises sqlite3.Error, OSError.
    """
    new = folder / NEW
    new.unlink(missing_ok=True)
    try:
        with closing(begin(new)) as db:
            create(db, tables)
            verify(db)
        put_in_place(new, folder / FILE)
    finally:
        new.unlink(missing_ok=True)


def begin(file: Path) -> sqlite3.Connection:
    """An empty database that counts only when it is finished: one that is not is thrown away."""
    db = sqlite3.connect(file, isolation_level=None)
    db.execute(f"PRAGMA page_size = {PAGE_SIZE}")
    db.execute("PRAGMA journal_mode = MEMORY")
    db.execute("PRAGMA synchronous = FULL")
    return db


def check_there(folder: Path) -> None:
    """Raises ExperimentError where a folder has no database."""
    if not (folder / FILE).is_file():
        raise ExperimentError(f"{folder}: no experiment here ({FILE} is missing)")


def known_format(db: sqlite3.Connection, folder: Path) -> int:
    """The format of a store. Raises ExperimentError where this version does not know it."""
    found = format_of(db)
    if not OLDEST <= found <= FORMAT:
        row = db.execute("SELECT value FROM facts WHERE name = 'written_by'").fetchone()
        writer = "of a newer version" if row is None else str(row[0])[:40].strip('"')
        raise ExperimentError(
            f"{folder / FILE}: has format {found}, which needs descentlab {writer}; this is descentlab {version()},"
            f" which reads formats {OLDEST} to {FORMAT}"
        )
    return found


def version() -> str:
    """The version of descentlab that is running."""
    return metadata.version("descentlab")


def connect(file: Path, purpose: str = "write") -> sqlite3.Connection:
    """A connection to a database that is there. What a commit that was cut short left is undone by its first use."""
    db = sqlite3.connect(
        f"{file.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=_PATIENCE[purpose]
    )
    db.execute("PRAGMA trusted_schema = OFF")
    return db


def in_memory(file: Path) -> sqlite3.Connection:
    """A copy of the database as of its last commit, in memory, its pages checked.

    Raises DamageError, sqlite3.Error, OSError.
    """
    try:
        return _copied(file)
    except sqlite3.OperationalError as error:
        journal = journal_of(file)
        read_only = error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
        if not read_only or not journal.is_file():
            raise
        with TemporaryDirectory(prefix="descentlab-") as folder:  # a commit cut short cannot be undone there
            copy = Path(folder) / file.name
            shutil.copyfile(file, copy)
            shutil.copyfile(journal, journal_of(copy))
            return _copied(copy)


def journal_of(file: Path) -> Path:
    """Where SQLite keeps what a transaction is about to change."""
    return file.with_name(f"{file.name}-journal")


def memory() -> sqlite3.Connection:
    """An empty database in memory."""
    return sqlite3.connect(":memory:", isolation_level=None)


def _copied(file: Path) -> sqlite3.Connection:
    with closing(connect(file, "read")) as source:
        source.execute("BEGIN")
        format_of(source)  # waits here where it must, and not without end below
        verify_pages(source)  # nor is more copied than is used
        copy = memory()
        source.backup(copy)
        return copy


@contextmanager
def in_one_line(folder: Path, *, reading: bool = False) -> Generator[None]:
    """Turns what can go wrong with the database of a folder into ExperimentError: sqlite3.Error, OSError, damage."""
    file = folder / FILE
    try:
        yield
    except DamageError as error:
        raise ExperimentError(damaged(folder, error)) from error
    except UnicodeDecodeError as error:  # what SQLite says of damage may quote it
        raise ExperimentError(damaged(folder, "file is not a database")) from error
    except sqlite3.IntegrityError as error:  # a number that is none, a row twice
        raise ExperimentError(f"{file}: was left as it was ({error})") from error
    except sqlite3.Error as error:
        kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise ExperimentError(f"{file}: another process is writing to it; try again") from error
        if kind in (
            sqlite3.SQLITE_FULL,
            sqlite3.SQLITE_IOERR,
            sqlite3.SQLITE_CANTOPEN,
            sqlite3.SQLITE_READONLY,
        ):
            raise ExperimentError(_unusable(file, error, reading)) from error
        raise ExperimentError(damaged(folder, error)) from error
    except OSError as error:
        raise ExperimentError(_unusable(Path(error.filename or file), error, reading)) from error


@contextmanager
def understood(folder: Path) -> Generator[None]:
    """Turns into ExperimentError what a store's contents raise whose checksums are right and which make no sense."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise ExperimentError(
            f"{folder}: holds what no experiment does ({type(error).__name__}: {error})"
        ) from error


def _unusable(file: Path, error: Exception, reading: bool) -> str:
    if reading:
        return f"{file}: cannot be read ({error.strerror if isinstance(error, OSError) else error})"
    return unwritable(file, error)


def damaged(folder: Path, what: object) -> str:
    """The one line for a database that cannot be relied on."""
    return f"{folder / FILE}: damaged ({what}); {remedy(folder)}"


def remedy(folder: Path) -> str:
    """What to do about damage."""
    return f"'descentlab resume {folder} --repair' keeps what is whole and trains the rest again"
