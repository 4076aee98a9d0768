"""Repair: what is whole of a damaged store, as a new store; the rest is trained again.

A run is a function of its recipe, its data and its seed, and its last bits depend on the population it was trained in.
So a population of which anything is damaged is set back to its beginning, and training it again gives the same bytes.
Where not even its plan is whole it is dropped, and planned anew.
"""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from descentlab.errors import ExperimentError
from descentlab.experiments.database import (
    FILE,
    PAGE_SIZE,
    begin,
    check_there,
    connect,
    in_one_line,
    journal_of,
    known_format,
    new_database,
)
from descentlab.experiments.files import Written, check_file, flush_folder, sweep
from descentlab.experiments.lock import Lock
from descentlab.experiments.migration import migrate, upgraded
from descentlab.experiments.rows import (
    FILE_NAME,
    FORMAT,
    TABLES,
    TYPES,
    WAITING,
    DamageError,
    Row,
    Tables,
    by_population,
    gap,
    spans,
    verify,
    whole,
)
from descentlab.experiments.tensors import read_with_metadata

MODEL = "model.safetensors"
_DAMAGE = (DamageError, ExperimentError, sqlite3.DatabaseError, UnicodeDecodeError)
_NEEDED = {"format", "config", "data", "environment"}
_KEYS = {table: ["name"] for table in TYPES} | {
    "populations": ["id"],
    "runs": ["id"],
    "epochs": ["run", "epoch"],
}


class Repaired(NamedTuple):
    """What came of a repair. kept, lost: runs. set_aside: damaged files, under the names they have now."""

    kept: int
    lost: int
    set_aside: tuple[Path, ...]

    def __str__(self) -> str:
        if not self.set_aside:
            return f"nothing is damaged: all {self.kept} runs kept"
        aside = ", ".join(str(file) for file in self.set_aside)
        again = f", {self.lost} lost and will be trained again" if self.lost else ""
        return f"{self.kept} of {self.kept + self.lost} runs kept{again}; what was damaged is now {aside}"


def repair(folder: Path) -> Repaired:
    """Makes a folder's store whole again. Kept are the runs that are certain to be as they were written.

    Raises ExperimentError where another process trains in the folder, and where not even what was asked for is whole.
    """
    check_there(folder)
    with Lock(folder), in_one_line(folder):
        sweep(folder)
        return _repaired(folder)


def _repaired(folder: Path) -> Repaired:
    _bring_up_to_date(folder)
    tables, damaged = _read(folder)
    for row in list(tables["files"]):
        if not FILE_NAME.fullmatch(row[0]) or not _is_as_written(folder / row[0], Written(*row[1:3])):
            tables["files"].remove(row)
            damaged = True
    aside = [] if _is_sound(folder / MODEL) else [_set_aside(folder / MODEL)]
    if aside:
        tables["facts"] = [row for row in tables["facts"] if row[0] != "model"]
    if not damaged and not aside:
        return Repaired(len(tables["runs"]), 0, ())
    kept, lost = _set_back(tables)
    aside.insert(0, _copy_aside(folder / FILE))
    new_database(folder, tables)
    return Repaired(kept, lost, tuple(aside))


def _bring_up_to_date(folder: Path) -> None:
    """An older format is no damage: a whole store is migrated, and of another what can be read is brought back."""
    db = connect(folder / FILE)
    with closing(db), contextlib.suppress(*_DAMAGE):
        if known_format(db, folder) < FORMAT:
            migrate(db, folder)


def _read(folder: Path) -> tuple[Tables, bool]:
    """The rows that are whole, and whether any is not. Raises ExperimentError where what was asked for is lost."""
    file = folder / FILE
    reason: Exception
    with closing(connect(file)) as db:
        try:
            if known_format(db, folder) < FORMAT:
                return upgraded(db, folder), True
            verify(db)
            return {table: _without_checksums(db.execute(f"SELECT * FROM {table}")) for table in TYPES}, False
        except _DAMAGE as error:
            reason = error
    tables = _scavenged(file)
    facts = {name: value for table in ("first_facts", "facts") for name, value in tables[table]}
    tables["facts"] = list(facts.items())
    tables["first_facts"] = tables["first_facts"] or tables["facts"]
    if isinstance(reason, ExperimentError) and facts.get("format") != str(FORMAT):
        raise reason
    if not facts.keys() >= _NEEDED:
        raise ExperimentError(
            f"{file}: damaged ({reason}), and what was asked for is lost too: start anew in another folder"
        )
    return tables, True


def _scavenged(file: Path) -> Tables:
    """All rows of a damaged database that can be reached and have their checksum."""
    with TemporaryDirectory(prefix="descentlab-") as folder:
        copy = Path(folder) / file.name
        shutil.copyfile(file, copy)
        _renew_first_page(copy)
        with closing(connect(copy)) as db:
            db.execute("PRAGMA writable_schema = ON")  # reads on in a file that is shorter than it claims
            db.text_factory = lambda text: text.decode("utf-8", "replace")
            found = {table: _reachable(db, table) for table in TYPES if table != "epochs"}
            known = [str(row[0]) for row in found["runs"]]
            return found | {"epochs": _reachable(db, "epochs", known)}


def _renew_first_page(file: Path) -> None:
    """Writes the head and the list of tables anew: they are the same in every store but for the number of pages."""
    size = PAGE_SIZE
    with TemporaryDirectory(prefix="descentlab-") as folder:
        fresh = Path(folder) / FILE
        with closing(begin(fresh)) as db:
            db.executescript(TABLES)
        page = bytearray(fresh.read_bytes()[:size])
    pages = max(-(-file.stat().st_size // size), 1)
    page[28:32] = pages.to_bytes(4, "big")
    with open(file, "r+b") as stream:
        stream.write(page)
        stream.truncate(pages * size)


def _reachable(db: sqlite3.Connection, table: str, runs: Iterable[str] = ()) -> list[Row]:
    """The whole rows of a table, read from its beginning, from its end, and run by run, as far as each goes."""
    keys = _KEYS[table]
    forwards, backwards = ", ".join(keys), ", ".join(f"{key} DESC" for key in keys)
    found: dict[Row, Row] = {}
    ways = [
        (f"ORDER BY {forwards}", ()),
        (f"ORDER BY {backwards}", ()),
        *(("WHERE run = ?", (run,)) for run in runs),
    ]
    for way, given in ways:
        with contextlib.suppress(
            sqlite3.DatabaseError, UnicodeDecodeError
        ):  # a page that cannot be read, further on
            for row in db.execute(f"SELECT * FROM {table} {way}", given):
                if whole(table, [row]):
                    found[row[: len(keys)]] = row[:-1]
            if way == ways[0][0]:
                break  # nothing stood in the way
    return list(found.values())


def _set_back(tables: Tables) -> tuple[int, int]:
    """Leaves in the tables what is whole. Returns how many runs are kept and how many lost."""
    of_population = by_population(tables["runs"])
    epochs = spans(tables["epochs"])
    files = {row[0] for row in tables["files"]}
    plans: list[Row] = []
    runs: list[Row] = []
    kept: set[str] = set()
    lost = 0
    for population in tables["populations"]:
        of_it = of_population.pop(population[0], [])
        if gap(population, of_it, epochs, files) is None:
            plans.append(population)
            runs += of_it
            kept |= {row[0] for row in of_it}
            continue
        lost += max(population[9], len(of_it))
        if len(of_it) == population[9]:
            plans.append((*population[:5], 0, None, 0, 0.0, population[9]))
            runs += [(*row[:6], WAITING, *(None,) * 5) for row in of_it]
    lost += sum(len(rows) for rows in of_population.values())
    used = {row[9] for row in runs} | {row[6] for row in plans}
    tables["populations"], tables["runs"] = plans, runs
    tables["epochs"] = [row for row in tables["epochs"] if row[0] in kept]
    tables["files"] = [row for row in tables["files"] if row[0] in used]
    return len(kept), lost


def _is_as_written(file: Path, wanted: Written) -> bool:
    try:
        check_file(file, wanted)
    except ExperimentError:
        return False
    return True


def _is_sound(model: Path) -> bool:
    if not model.is_file():
        return True
    try:
        read_with_metadata(model)
    except ExperimentError:
        return False
    return True


def _copy_aside(file: Path) -> Path:
    """A second name for a damaged file, one that nothing has yet."""
    for name in _names(file):
        try:
            os.link(file, name)
        except FileExistsError:
            continue
        except OSError:  # a file system without hard links
            if name.exists():
                continue
            shutil.copyfile(file, name)
        if journal_of(file).exists():  # it must not be taken for the new file's
            os.replace(journal_of(file), journal_of(name))
        flush_folder(file.parent)
        return name
    raise AssertionError("names do not end")


def _set_aside(file: Path) -> Path:
    name = _copy_aside(file)
    file.unlink()
    return name


def _names(file: Path) -> Iterator[Path]:
    yield file.with_name(f"{file.name}.damaged")
    for number in count(2):
        yield file.with_name(f"{file.name}.damaged-{number}")


def _without_checksums(rows: Iterable[Row]) -> list[Row]:
    return [row[:-1] for row in rows]
