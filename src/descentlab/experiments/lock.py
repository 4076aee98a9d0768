"""The lock of an experiment's folder: one process trains in it, any number read.

The kernel holds the lock and lets go of it when the process ends, however it ends. The file beside it names the
process and nothing depends on what it says.
"""

import contextlib
import os
import weakref
from importlib import import_module
from pathlib import Path
from typing import Any

from descentlab.errors import ExperimentError

FILE = "experiment.lock"

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None


class Lock:
    """An experiment's lock, taken. Raises ExperimentError where another holds it or the folder is read-only."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        try:
            self._number: int | None = self._take()
        except BlockingIOError:
            raise ExperimentError(f"{folder}: {_holder(self._file)} is training here") from None
        except OSError as error:
            raise ExperimentError(
                f"{folder}: cannot be written to ({error.strerror}); reading it works, training in it does not"
            ) from error
        _held.add(self)

    def __enter__(self) -> "Lock":
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def release(self) -> None:
        """Lets go. The file goes too, while the lock is still held, so that nobody waits on a file that has gone."""
        if self._number is None:
            return
        with contextlib.suppress(OSError):
            self._file.unlink(missing_ok=True)
        self.forget()

    def forget(self) -> None:
        """Closes this process's handle and no more: a forked child has no part in its parent's lock."""
        if self._number is not None:
            os.close(self._number)
            self._number = None

    def _take(self) -> int:
        while True:
            number = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o666)
            try:
                _lock(number)
                if _is(number, self._file):
                    with contextlib.suppress(OSError):  # a full disk
                        os.ftruncate(number, 0)
                        os.write(number, str(os.getpid()).encode())
                    return number
            except BaseException:
                os.close(number)
                raise
            os.close(number)  # the holder before removed the file between our two steps


def _is(number: int, file: Path) -> bool:
    """Whether the open file still has its name."""
    try:
        return os.path.samestat(os.fstat(number), file.stat())
    except FileNotFoundError:
        return False


def _lock(number: int) -> None:
    """Raises BlockingIOError where another process holds the lock."""
    if fcntl is not None:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return
    msvcrt: Any = import_module("msvcrt")
    os.lseek(number, 2**30, os.SEEK_SET)  # beyond the text, which others may read
    try:
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
    except OSError as error:
        raise BlockingIOError from error
    finally:
        os.lseek(number, 0, os.SEEK_SET)


def _holder(file: Path) -> str:
    try:
        text = file.read_text("ascii").strip()
    except (OSError, ValueError):
        text = ""
    return f"process {text}" if text.isdigit() else "another process"


_held: "weakref.WeakSet[Lock]" = weakref.WeakSet()


def _forget_all() -> None:
    for lock in list(_held):
        lock.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
