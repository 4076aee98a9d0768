"""Starting, watching and ending the processes that are tortured."""

import contextlib
import json
import os
import select
import signal
import sqlite3
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import NamedTuple

from tests.torture.checks import FILE, Acknowledged
from tests.torture.child import Aim, Shared, Tortured, plant

_LIMIT = 120.0
"""Seconds that one process may take."""


class Kill(NamedTuple):
    """How a process is to end: by an aim of its own, or so many seconds after its start. presses: of Ctrl-C instead."""

    aim: Aim | None = None
    seconds: float | None = None
    presses: int = 0


def forked(
    words: list[str], log: Path, folder: Path, aim: Aim | None, shared: Shared, fault: str | None
) -> tuple[int, int]:
    """The command in a copy of this process, which has imported everything and not set JAX up.

    Returns its number and a pipe on which it acknowledges.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    code = 1
    try:
        output = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.close(reading)
        if fault is not None:
            plant(fault)
        Tortured(shared, writing, folder, aim).prepare()
        code = _command(words)
        shared.moment = "end"
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        sys.stdout.flush()
        os._exit(code)


def fresh(words: list[str], log: Path) -> tuple[int, int]:
    """The true command in a process of its own, which acknowledges nothing."""
    with log.open("wb") as output:
        program = [sys.executable, "-m", "descentlab.cli.main", *words]
        process = subprocess.Popen(program, stdout=output, stderr=output)
    process.returncode = 0  # ``watch`` waits for it
    return process.pid, -1


def _command(words: list[str]) -> int:
    from descentlab.cli import main

    sys.argv = ["descentlab", *words]
    try:
        main.run()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    return 0


def watch(child: int, pipe: int, kill: Kill, acknowledged: Acknowledged, looked_at: Path | None) -> int:
    """Listens until the process ends, and kills it when it is time. Returns its status.

    looked_at: the folder of a process that tells nothing; what is seen there counts as acknowledged.
    """
    begin = time.monotonic()
    due = begin + (_LIMIT if kill.seconds is None else kill.seconds)
    presses = kill.presses
    heard = bytearray()
    while os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        left = due - time.monotonic()
        if left > 0:
            if pipe >= 0 and select.select([pipe], [], [], min(left, 0.02))[0]:
                heard += os.read(pipe, 1 << 16)
            elif pipe < 0:
                time.sleep(min(left, 0.02))
        elif presses:
            os.kill(child, signal.SIGINT)
            presses -= 1
            due = time.monotonic() + (0.01 if presses else _LIMIT)
        else:
            if looked_at is not None:
                _look(looked_at, acknowledged)
            os.kill(child, signal.SIGABRT if kill.seconds is None or kill.presses else signal.SIGKILL)
            break
    status = os.waitpid(child, 0)[1]
    if pipe >= 0:
        while some := os.read(pipe, 1 << 16):
            heard += some
        os.close(pipe)
    for line in bytes(heard).split(b"\n")[:-1]:  # what follows the last end of line was not said whole
        acknowledged.add(json.loads(line))
    return status


def _look(folder: Path, acknowledged: Acknowledged) -> None:
    """What another process sees in a store that is being written."""

    if not (folder / FILE).exists():
        return
    db = sqlite3.connect(f"{(folder / FILE).as_uri()}?mode=ro", uri=True)
    with contextlib.suppress(sqlite3.Error):
        seen = db.execute("SELECT run, epoch, loss, validation_loss, validation_score FROM epochs").fetchall()
        acknowledged.add({"epochs": seen, "ended": []})
    db.close()
