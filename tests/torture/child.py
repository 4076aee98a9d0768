"""What happens inside a tortured process: it knows where it is, tells what it has committed, and dies when told to.

Nothing here is part of the package. Functions of the package are wrapped, so that

- a byte shared with the parent says in which *moment* the process is (commit, report, ...);
- every commit is acknowledged through a pipe, after it has returned;
- an *aim* kills the process: so many *steps* (a file opened, renamed or removed, a flush, an SQL statement that
  writes) after it has entered a moment for the k-th time, and perhaps some time after that.
"""

import json
import mmap
import os
import signal
import sqlite3
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

MOMENTS = (
    "start",
    "creation",
    "opening",
    "repair",
    "planning",
    "compiling",
    "training",
    "compaction",
    "restoring",
    "weights",
    "checkpoint",
    "transaction",
    "commit",
    "tidying",
    "result",
    "model",
    "report",
    "end",
)
"""Where a process can be. A chunk's end is weights, checkpoint, transaction, commit (SQLite's own), tidying."""
_WRITING = ("INSERT", "UPDATE", "REPLACE", "BEGIN", "COMMIT", "DELETE", "CREATE", "ALTER")


class Aim(NamedTuple):
    """When to die: at the count-th entry of a moment, so many steps later, and so many seconds after that."""

    moment: str
    count: int
    steps: int
    delay: float


class Shared:
    """What parent and child see alike: the moment, and how often and how long each was entered."""

    _ENTRY = struct.Struct("=Id")

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 4096)

    @property
    def moment(self) -> str:
        """Where the child is, or was when it died."""
        return MOMENTS[self._memory[0]]

    @moment.setter
    def moment(self, name: str) -> None:
        self._memory[0] = MOMENTS.index(name)

    def entries(self, name: str) -> tuple[int, float]:
        """How often a moment was entered, and the seconds spent there in all."""
        return self._ENTRY.unpack_from(self._memory, 64 + 16 * MOMENTS.index(name))

    def enter(self, name: str, seconds: float = 0.0) -> int:
        """Counts an entry (no seconds given) or its seconds."""
        count, spent = self.entries(name)
        count += seconds == 0.0
        self._ENTRY.pack_into(self._memory, 64 + 16 * MOMENTS.index(name), count, spent + seconds)
        return count


class Tortured:
    """The child's side; ``prepare`` wraps the package in this process."""

    def __init__(self, shared: Shared, pipe: int, folder: Path, aim: Aim | None) -> None:
        self._shared, self._pipe, self._aim = shared, pipe, aim
        self._folder = str(folder)
        self._steps: int | None = None  # still to be done before death

    def prepare(self) -> None:
        """Wraps everything."""
        from descentlab.experiments import compare, repair, store
        from descentlab.experiments.store import Store
        from descentlab.reports import page
        from descentlab.training.population.engine import Population

        self._mark(Store, "create", "creation")
        self._mark(Store, "open", "opening")
        self._mark(repair, "repair", "repair")
        self._mark(Store, "plan", "planning")
        self._mark(Population, "advance", "training")
        self._mark(Population, "_settle", _compacting)
        self._mark(Population, "restore", "restoring")
        self._mark(compare, "Result", "result")
        self._mark(compare.Study, "_save_model", "model")
        self._mark(page, "write", "report")
        self._mark(
            store, "write_tensors", lambda file, *_: "weights" if "weights" in str(file) else "checkpoint"
        )
        self._mark(Store, "commit_chunk", "transaction")
        self._acknowledge(Store)
        sys.addaudithook(self._audit)
        flush, connect = os.fsync, sqlite3.connect

        def connected(*arguments: Any, **options: Any) -> sqlite3.Connection:
            db = connect(*arguments, **options)
            db.set_trace_callback(self._statement)
            return db

        sqlite3.connect = connected
        os.fsync = lambda number: (self._step(), flush(number))[1]

    def _mark(self, owner: Any, name: str, moment: str | Callable[..., str | None]) -> None:
        bound = isinstance(owner, type) and isinstance(owner.__dict__[name], classmethod)
        original = getattr(owner, name)

        def wrapped(*arguments: Any, **options: Any) -> Any:
            here = moment if isinstance(moment, str) else moment(*arguments)
            if here is None:
                return original(*arguments, **options)
            before = self._shared.moment
            self._enter(here)
            begin = time.perf_counter()
            try:
                return original(*arguments, **options)
            finally:
                self._shared.enter(here, time.perf_counter() - begin)
                self._shared.moment = before

        setattr(owner, name, staticmethod(wrapped) if bound else wrapped)

    def _acknowledge(self, store: Any) -> None:
        commit = store.commit_chunk

        def committed(*arguments: Any, **options: Any) -> None:
            commit(*arguments, **options)
            ended = [[one[-1], one[0]] for one in options["ended"]]
            line = json.dumps({"epochs": options["epochs"], "ended": ended}) + "\n"
            os.write(self._pipe, line.encode())

        store.commit_chunk = committed

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) or (
                isinstance(mode, str) and mode[:1] in "wax"
            )
            if writes and str(path).startswith(self._folder):
                self._step()
            elif writes and str(path).endswith("-cache"):  # JAX keeps a compiled program
                self._enter("compiling")
        elif event in ("os.rename", "os.remove", "os.mkdir") and str(arguments[0]).startswith(self._folder):
            if event == "os.remove" and self._shared.moment == "commit":
                self._enter("tidying")
            self._step()

    def _statement(self, text: str) -> None:
        words = text.lstrip().upper()
        if words.startswith("COMMIT") and self._shared.moment == "transaction":
            self._enter("commit")
        if words.startswith(_WRITING):
            self._step()

    def _enter(self, moment: str) -> None:
        self._shared.moment = moment
        count = self._shared.enter(moment)
        if self._aim is not None and (self._aim.moment, self._aim.count) == (moment, count):
            self._steps = self._aim.steps
            self._die_if_due()

    def _step(self) -> None:
        if self._steps is not None:
            self._steps -= 1
            self._die_if_due()

    def _die_if_due(self) -> None:
        if self._aim is None or self._steps != 0:
            return
        if self._aim.delay <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        threading.Thread(target=_die, args=(self._aim.delay,), daemon=True).start()


def _compacting(population: Any, layout: Any, carries: Any, *_: Any) -> str | None:
    """A population that has a layout and takes up another one moves to a smaller rectangle."""
    return "compaction" if carries is not None and hasattr(population, "layout") else None


def _die(delay: float) -> None:
    time.sleep(delay)
    os.kill(os.getpid(), signal.SIGKILL)


def plant(fault: str) -> None:
    """Breaks the package on purpose, in this process: a harness that finds nothing wrong then is worth nothing."""
    from descentlab.experiments import store
    from descentlab.training.population.engine import Population

    if fault == "checkpoint forgets the optimizer":
        whole = Population.checkpoint

        def forgetful(self: Any) -> dict[str, Any]:
            saved = whole(self)
            last = max((name for name in saved if name.startswith("carry")), key=lambda name: int(name[5:]))
            return saved | {last: 0 * saved[last]}

        Population.checkpoint = forgetful
    elif fault == "commit before the files":
        write, commit = store.write_tensors, store.Store.commit_chunk
        elsewhere = Path(tempfile.mkdtemp(dir=Path(os.environ["DESCENTLAB_CACHE"]).parent))
        later: list[tuple[Path, Path]] = []

        def put_off(file: Path, arrays: Any) -> Any:
            later.append((elsewhere / f"{file.parent.name}-{file.name}", file))
            return write(later[-1][0], arrays)

        def first(self: Any, *arguments: Any, **options: Any) -> None:
            commit(self, *arguments, **options)
            time.sleep(0.05)
            while later:
                here, there = later.pop(0)
                there.parent.mkdir(exist_ok=True)
                here.rename(there)

        store.write_tensors = put_off
        store.Store.commit_chunk = first
    elif fault == "acknowledged and not committed":
        commit = store.Store.commit_chunk
        calls: list[int] = []

        def careless(self: Any, *arguments: Any, **options: Any) -> None:
            calls.append(1)
            if len(calls) % 3:
                commit(self, *arguments, **options)

        store.Store.commit_chunk = careless
    else:
        raise ValueError(fault)
