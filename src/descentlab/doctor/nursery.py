"""A process that loads slow libraries once and forks a child for each answer that is to be looked at.

Run as ``python -m descentlab.doctor.nursery``. A line of JSON on its input is a job (``worker.py`` writes it); for each
it writes a line of JSON that says how the child ended and how many bytes it left, and then these bytes: what the
child found, a line of JSON for each thing.

The child takes its limits upon itself (``sandbox.py``) and then imports and calls the foreign code. The nursery itself
never runs any, and starts no threads: a process with threads must not be forked.
"""

import gc
import importlib
import json
import os
import select
import signal
import sys
import time
from pathlib import Path
from typing import Any

from descentlab.doctor.exercise import Exercise, read
from descentlab.doctor.observation import Observed, load, observe, send
from descentlab.doctor.sandbox import confine

MOST_BYTES = 2**26
"""Bytes that a child may find; one that leaves more is stopped."""


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
    ending, found = _collect(receiving, job["seconds"])
    os.close(receiving)
    if ending != "closed":
        for kill in (os.killpg, os.kill):
            try:
                kill(child, signal.SIGKILL)
            except ProcessLookupError:
                continue
    _, status = os.waitpid(child, 0)
    if ending == "closed":
        code = os.waitstatus_to_exitcode(status)
        ending = "done" if code == 0 else f"signal {-code}" if code < 0 else f"exit {code}"
    return ending, found


def _collect(receiving: int, seconds: float) -> tuple[str, bytes]:
    """What a child writes until it ends ("closed"), its time is over ("time") or it writes too much ("flood")."""
    found, until = bytearray(), time.monotonic() + seconds
    while True:
        left = until - time.monotonic()
        if left <= 0 or not select.select([receiving], [], [], left)[0]:
            return "time", bytes(found)
        part = os.read(receiving, 2**16)
        if not part:
            return "closed", bytes(found)
        found += part
        if len(found) > MOST_BYTES:
            return "flood", b""


def _look(job: dict[str, Any], exercise: Exercise, sending: int) -> None:
    os.setsid()
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    os.chdir(job["folder"])
    sys.path.insert(0, job["folder"])
    sys.argv = [exercise.file]
    sys.dont_write_bytecode = True
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
