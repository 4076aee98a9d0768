"""One input, one verdict: a result or one line of refusal; anything else is a fault of the reader."""

import os
import resource
import signal
import time
import warnings
from pathlib import Path
from types import TracebackType
from typing import Self

from descentlab.errors import DescentlabError

SECONDS = 10.0
MEMORY = 2**30  # bytes that reading small files may add to the process


class Fault(Exception):  # noqa: N818 (the word of the field)
    """A reader did what no reader may."""


class _Hang(BaseException):
    """Raised by the alarm; no reader's ``except Exception`` stops it."""


class Judge:
    """Hands bytes to a target as a file in a folder of its own. Use it as a context."""

    def __init__(self, target, folder: Path) -> None:
        self.target, self.folder = target, folder
        self.file = folder / target.file
        self.file.parent.mkdir(parents=True, exist_ok=True)
        target.surround(folder)
        self.file.write_bytes(b"")
        self._there = self._listing()
        self._memory = _peak()
        self.slowest = 0.0

    def __enter__(self) -> Self:
        self._recording = warnings.catch_warnings(record=True)
        self._warnings = self._recording.__enter__()
        warnings.simplefilter("always")
        self._before = signal.signal(signal.SIGALRM, _hang)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGALRM, self._before)
        self._recording.__exit__(kind, error, trace)

    def __call__(self, data: bytes) -> str | None:
        """None when the target read it, or its one line of refusal. Raises Fault."""
        with open(self.file, "wb", buffering=0) as stream:
            stream.write(data)
        begin = time.perf_counter()
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        refusal = None
        try:
            self.target.read(self.file, data)
        except DescentlabError as error:
            refusal = str(error)
        except _Hang as error:
            raise Fault(f"still reading after {SECONDS:g} s") from error
        except (Exception, RecursionError) as error:
            raise Fault(f"{type(error).__name__}: {str(error)[:300]}") from error
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        seconds = time.perf_counter() - begin
        self.slowest = max(self.slowest, seconds)
        if refusal is not None and not (refusal and refusal.isprintable()):
            raise Fault(f"the refusal is not one printable line: {refusal!r}")
        if self._warnings:
            told = str(self._warnings[0].message)
            self._warnings.clear()
            raise Fault(f"a warning: {told}")
        if self._listing() != self._there:
            raise Fault(f"files were made: {set(self._listing()) - set(self._there)}")
        if seconds > 0.02:  # that much memory is not taken in less
            self._check_memory()
        return refusal

    def _listing(self) -> list[str]:
        return os.listdir(self.folder)

    def _check_memory(self) -> None:
        peak = _peak()
        if peak > self._memory + MEMORY:
            more = (peak - self._memory) / 1e9
            self._memory = peak
            raise Fault(f"took {more:.1f} GB of memory")


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _hang(*_: object) -> None:
    raise _Hang
