"""A worker: two nursery processes, with slow libraries and without, and what the children that they fork find out.

One worker looks at one answer at a time; several workers work side by side, each used by one thread.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from descentlab.doctor.exercise import Exercise
from descentlab.doctor.observation import Loaded, Observed, receive
from descentlab.errors import DescentlabError

SECONDS = 10.0
MEMORY = 2 * 2**30

_ENVIRONMENT = {
    "KERAS_BACKEND": "tensorflow",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "CUDA_VISIBLE_DEVICES": "-1",  # nothing here needs one, and it would be held while forking
    "MPLBACKEND": "Agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",  # threads of before a fork are gone after it
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
}
_INHERITED = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH")


class Seen(NamedTuple):
    """What was found out about an answer.

    ending: "done"; "time", "flood", "signal N" or "exit N" when the process did not come to its end; "missing" when a
    library is not installed. observed: of the first cases, as many as it came to. in_force: limits that the platform
    could set. missing: libraries that could not be imported.
    """

    ending: str
    loaded: Loaded | None
    observed: tuple[Observed, ...]
    in_force: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Worker:
    """Close it after use, or use ``with``.

    seconds, memory: what one answer may take; in bytes. confined: whether every answer so far could be kept from
    writing elsewhere, from other processes and from the network.
    """

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        if not hasattr(os, "fork"):
            raise DescentlabError("the doctor needs Linux or macOS: foreign code is run in forked processes")
        self.seconds, self._memory = seconds, memory
        self.confined = True
        self._nurseries: dict[bool, subprocess.Popen[bytes]] = {}
        self._home = tempfile.mkdtemp(prefix="descentlab-doctor-")

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the processes and removes their files."""
        for loaded in list(self._nurseries):
            self._stop(loaded)
        _remove(self._home)

    def see(self, exercise: Exercise, files: dict[str, bytes], libraries: Iterable[str] = ()) -> Seen:
        """Looks at an answer. files: by name, the answer's and whatever else may lie beside it.

        libraries: what to load before, beside what the exercise needs.
        """
        with _folder(self._home) as folder:
            for name, content in files.items():
                (Path(folder) / name).write_bytes(content)
            head, lines = self._ask(exercise, folder, Path(exercise.file).stem, libraries=libraries)
        seen = _seen(head, lines)
        if seen.ending != "missing":
            self.confined = self.confined and set(seen.in_force) >= {"files", "processes"}
        return seen

    def variants(self, exercise: Exercise, wanted: str) -> list[tuple[Observed, ...]]:
        """What variants of the solution give on all cases. wanted: "solution", "single" or "pair".

        Raises MissingLibraryError when the exercise needs a library that is not installed.
        """
        with _folder(self._home) as folder:
            head, lines = self._ask(exercise, folder, None, wanted, seconds=600.0)
        if head["ending"] == "missing":
            raise MissingLibraryError(head["missing"])
        seen = _seen(head, lines).observed
        n = len(exercise.cases)
        if head["ending"] != "done" or len(seen) % n:
            raise WorkerError(f"{exercise.path}: its solution or a mistake ended with {head['ending']}")
        return [seen[i : i + n] for i in range(0, len(seen), n)]

    def _ask(
        self,
        exercise: Exercise,
        folder: str,
        stem: str | None,
        wanted: str = "",
        *,
        libraries: Iterable[str] = (),
        seconds: float | None = None,
    ) -> tuple[dict[str, Any], list[Any]]:
        job = {
            "exercise": str(exercise.path.resolve()),
            "folder": folder,
            "stem": stem,
            "variants": wanted,
            "libraries": [*exercise.needs, *libraries],
            "seconds": seconds or self.seconds,
            "memory": self._memory,
        }
        loaded = bool(job["libraries"])
        process = self._started(loaded)
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(job).encode() + b"\n")
            process.stdin.flush()
            head = json.loads(process.stdout.readline() or b"null")
        except (OSError, ValueError):
            head = None
        if head is None:
            said = self._stop(loaded)
            raise WorkerError(f"{exercise.path}: the process that runs the answers ended{said}")
        return head, _lines(process.stdout.read(head["bytes"]))

    def _started(self, loaded: bool) -> "subprocess.Popen[bytes]":
        """A nursery. loaded: whether it may load libraries, which makes every fork of it three times slower."""
        if loaded in self._nurseries and self._nurseries[loaded].poll() is not None:
            self._stop(loaded)
        if loaded not in self._nurseries:
            kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
            path = os.pathsep.join(sys.path)
            self._nurseries[loaded] = subprocess.Popen(
                [sys.executable, "-m", "descentlab.doctor.nursery"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**kept, **_ENVIRONMENT, "HOME": self._home, "PYTHONPATH": path},
                cwd=self._home,
            )
        return self._nurseries[loaded]

    def _stop(self, loaded: bool) -> str:
        process = self._nurseries.pop(loaded, None)
        if process is None:
            return ""
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
        process.kill()
        return f" (exit status {process.wait()})"


class WorkerError(DescentlabError):
    """The process that runs answers failed, for no fault of the answer's."""


class MissingLibraryError(DescentlabError):
    """An exercise cannot be checked without a library that is not installed."""

    def __init__(self, libraries: Iterable[str]) -> None:
        self.libraries = tuple(libraries)
        super().__init__(f"{', '.join(self.libraries)} is not installed: pip install 'descentlab[courses]'")


@contextmanager
def _folder(within: str) -> Generator[str]:
    """A new folder, removed with whatever has been put into it."""
    folder = tempfile.mkdtemp(dir=within)
    try:
        yield folder
    finally:
        _remove(folder)


def _remove(folder: str) -> None:
    """Removes a folder. One that is too deep for the library is made shallow first, a level at a time."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except RecursionError:
        while inner := [entry for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False)]:
            for entry in inner:
                for deeper in os.scandir(entry.path):
                    os.replace(deeper.path, Path(folder) / uuid4().hex)
                os.rmdir(entry.path)
        shutil.rmtree(folder, ignore_errors=True)


def _lines(content: bytes) -> list[Any]:
    """The lines of JSON that are whole; the last may be torn when a child was stopped."""
    found: list[Any] = []
    for line in content.splitlines():
        try:
            found.append(json.loads(line))
        except (ValueError, RecursionError):
            break
    return found


def _seen(head: dict[str, Any], lines: list[Any]) -> Seen:
    loaded: Loaded | None = None
    observed: list[Observed] = []
    in_force: tuple[str, ...] = ()
    for line in lines:
        try:
            if "in_force" in line:
                in_force = tuple(line["in_force"])
            elif "case" not in line:
                found = receive(line)
                if isinstance(found, Loaded):
                    loaded = found
                else:
                    observed.append(found)
        except Exception:  # not a line of ours: foreign code found the channel, and may have written anything
            return Seen("flood", loaded, tuple(observed), in_force)
    return Seen(head["ending"], loaded, tuple(observed), in_force, tuple(head["missing"]))
