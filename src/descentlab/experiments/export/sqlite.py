"""SQLite: the store itself as one file that is whole and of one moment, with every checksum checked.

A copy of the file that is made in another way while training goes on may be neither.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from descentlab.experiments.exporting import Snapshot
from descentlab.experiments.store import FILE

TARGET = FILE
ADDS = False


def check() -> None:
    """Needs nothing."""


def write(experiment: Snapshot, out: Path) -> None:
    """The database in one file."""
    with closing(sqlite3.connect(out)) as db:
        experiment.store.copy_to(db)
