"""A process that loads slow libraries once and forks a child for each answer that is to be looked at.

Run as ``python -m descentlab.doctor.nursery``. A line of JSON on its input is a job (``worker.py`` writes it); for each
it writes a line of JSON that says how the child ended and how many bytes it left, and then these bytes: what the
child found, a line of JSON for each thing.

The child takes its limits upon itself (``sandbox.py``) and then imports and calls the foreign code. The nursery itself
never runs any, and starts no threads: a process with threads must not be forked.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import sys
import time
import warnings
from pathlib import Path
from typing import Any

from descentlab.doctor.exercise import Exercise, read
from descentlab.doctor.observation import Observed, load, observe, send
from descentlab.doctor.sandbox import confine

MOST_BYTES = 2**26
"""Bytes that an answer's child may find; one that leaves more is stopped."""
MOST_OF_OURS = 2**31
"""Bytes that a child may find that looks at the solution and its mistakes."""
MOST_ON_DISK = 2**27
_MOST_FOLDERS = 1000
_BETWEEN_LOOKS = 0.2  # seconds from one look at the folder's size to the next


def main() -> None:
    """Takes jobs until its input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_RDWR)
    os.dup2(silence, 1)
    exercises: dict[str, Exercise] = {}
    for line in sys.stdin:
        job = json.loads(line)
        missing = [library for library in job["libraries"] if not _loads(library)]
        if job["exercise"] not in exercises:
            exercises[job["exercise"]] = read(Path(job["exercise"]))
        exercise = exercises[job["exercise"]]
        ending, found = (
            ("missing", b"") if set(missing) & set(exercise.needs) else _in_child(job, exercise, answers)
        )
        head = {"ending": ending, "missing": missing, "bytes": len(found)}
        answers.write(json.dumps(head).encode() + b"\n" + found)
        answers.flush()


def _loads(library: str) -> bool:
    try:
        importlib.import_module(library)
    except ImportError:
        return False
    return True


def _in_child(job: dict[str, Any], exercise: Exercise, answers: Any) -> tuple[str, bytes]:
    receiving, sending = os.pipe()
    gc.freeze()  # else the collector would touch, and so copy, every page
    child = os.fork()
    if child == 0:
        try:
            os.close(receiving)
            answers.close()
            _look(job, exercise, sending)
        finally:
            os._exit(70)
    os.close(sending)
    most = MOST_BYTES if job["stem"] is not None else MOST_OF_OURS
    until = time.monotonic() + job["seconds"]
    ending, found = _collect(receiving, until, most, job["folder"])
    os.close(receiving)
    if ending == "closed":
        ending = _ended(child, until)
    else:
        _kill(child)
    return ending, found


def _ended(child: int, until: float) -> str:
    """How a child ended that has closed its end of the pipe; one that lives on is stopped when its time is over."""
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            return "done" if code == 0 else f"signal {-code}" if code < 0 else f"exit {code}"
        time.sleep(0.001)
    _kill(child)
    return "time"


def _kill(child: int) -> None:
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _collect(receiving: int, until: float, most: int, folder: str) -> tuple[str, bytes]:
    """What a child writes until it ends ("closed").

    Or until its time is over ("time"), it writes too much to us ("flood") or into its folder ("disk").
    """
    found, looked = bytearray(), time.monotonic()
    while True:
        now = time.monotonic()
        if now >= until:
            return "time", bytes(found)
        if now - looked > _BETWEEN_LOOKS:
            looked = now
            if _size(folder) > MOST_ON_DISK:
                return "disk", bytes(found)
        if not select.select([receiving], [], [], min(_BETWEEN_LOOKS, until - now))[0]:
            continue
        part = os.read(receiving, 2**16)
        if not part:
            return "closed", bytes(found)
        found += part
        if len(found) > most:
            return "flood", b""


def _size(folder: str) -> int:
    """Bytes of the files in a folder and below; of so many folders as can be looked at quickly."""
    total, folders = 0, [folder]
    for _ in range(_MOST_FOLDERS):
        if not folders:
            break
        with contextlib.suppress(OSError):  # gone since, or too deep
            for entry in os.scandir(folders.pop()):
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    total += entry.stat(follow_symlinks=False).st_size
    return total


def _look(job: dict[str, Any], exercise: Exercise, sending: int) -> None:
    os.setsid()
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 (a fresh one: the nursery's may have read the next job ahead)
    os.chdir(job["folder"])
    sys.path.insert(0, job["folder"])
    sys.argv = [exercise.file]
    sys.dont_write_bytecode = True
    warnings.simplefilter("ignore")  # a library's warning is not something that the answer prints
    in_force = confine(Path(job["folder"]), job["memory"], job["seconds"])
    _tell(sending, {"in_force": in_force})
    if job["stem"] is None:
        _look_at_variants(job["variants"], exercise, sending)
    else:
        _look_at_answer(job["stem"], exercise, sending)
    os._exit(0)  # past whatever the foreign code registered for the end


def _look_at_answer(stem: str, exercise: Exercise, sending: int) -> None:
    loaded, function = load(stem, exercise.function)
    _tell(sending, send(loaded))
    if function is None:
        return
    for i, case in enumerate(exercise.cases):
        _tell(sending, {"case": i})
        _tell(sending, send(observe(exercise, case, function, stem)))


def _look_at_variants(wanted: str, exercise: Exercise, sending: int) -> None:
    for variant in exercise.variants(wanted):
        for case in exercise.cases:
            found: Observed = observe(exercise, case, variant.function, exercise.path.stem)
            _tell(sending, send(found))


def _tell(sending: int, what: dict[str, Any]) -> None:
    left = memoryview(json.dumps(what).encode() + b"\n")
    while left:
        left = left[os.write(sending, left) :]


if __name__ == "__main__":
    main()
