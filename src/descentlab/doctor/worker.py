"""A worker: a nursery process, and what the children that it forks find out.

One worker looks at one answer at a time; several workers work side by side, each used by one thread.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

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
_INHERITED = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH")


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
    """Close it after use, or use ``with``. seconds: for one answer. memory: bytes that an answer may use."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        if not hasattr(os, "fork"):
            raise DescentlabError("the doctor needs Linux or macOS: foreign code is run in forked processes")
        self.seconds, self._memory = seconds, memory
        self._process: subprocess.Popen[bytes] | None = None
        self._home = tempfile.TemporaryDirectory(prefix="descentlab-doctor-", ignore_cleanup_errors=True)

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process and removes its files."""
        self._stop()
        self._home.cleanup()

    def see(self, exercise: Exercise, files: dict[str, bytes], libraries: Iterable[str] = ()) -> Seen:
        """Looks at an answer. files: by name, the answer's and whatever else may lie beside it.

        libraries: what to load before, beside what the exercise needs.
        """
        with tempfile.TemporaryDirectory(dir=self._home.name, ignore_cleanup_errors=True) as folder:
            for name, content in files.items():
                (Path(folder) / name).write_bytes(content)
            head, lines = self._ask(exercise, folder, Path(exercise.file).stem, libraries=libraries)
        return _seen(head, lines)

    def variants(self, exercise: Exercise, wanted: str) -> list[tuple[Observed, ...]]:
        """What variants of the solution give on all cases. wanted: "solution", "single" or "pair".

        Raises MissingLibraryError when the exercise needs a library that is not installed.
        """
        with tempfile.TemporaryDirectory(dir=self._home.name, ignore_cleanup_errors=True) as folder:
            head, lines = self._ask(exercise, folder, None, wanted, seconds=600.0)
        if head["ending"] == "missing":
            raise MissingLibraryError(head["missing"])
        seen = _seen(head, lines).observed
        n = len(exercise.cases)
        if head["ending"] != "done" or len(seen) % n:
            raise DescentlabError(f"{exercise.path}: its solution or a mistake ended with {head['ending']}")
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
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(job).encode() + b"\n")
            process.stdin.flush()
            head = json.loads(process.stdout.readline() or b"null")
        except OSError:
            head = None
        if head is None:
            said = self._stop()
            raise DescentlabError(f"{exercise.path}: the process that runs the answers ended{said}")
        return head, _lines(process.stdout.read(head["bytes"]))

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._process is not None and self._process.poll() is not None:
            self._stop()
        if self._process is None:
            kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
            environment = {
                **kept,
                **_ENVIRONMENT,
                "HOME": self._home.name,
                "PYTHONPATH": os.pathsep.join(sys.path),
            }
            self._process = subprocess.Popen(
                [sys.executable, "-m", "descentlab.doctor.nursery"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                cwd=self._home.name,
            )
        return self._process

    def _stop(self) -> str:
        process, self._process = self._process, None
        if process is None:
            return ""
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
        process.kill()
        return f" (exit status {process.wait()})"


class MissingLibraryError(DescentlabError):
    """An exercise cannot be checked without a library that is not installed."""

    def __init__(self, libraries: Iterable[str]) -> None:
        self.libraries = tuple(libraries)
        super().__init__(f"{', '.join(self.libraries)} is not installed: pip install 'descentlab[courses]'")


def _lines(content: bytes) -> list[Any]:
    """The lines of JSON that are whole; the last may be torn when a child was stopped."""
    found: list[Any] = []
    for line in content.splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
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
        except (ValueError, KeyError, TypeError):  # not a line of ours: foreign code found the channel
            return Seen("flood", loaded, tuple(observed), in_force)
    return Seen(head["ending"], loaded, tuple(observed), in_force, tuple(head["missing"]))
