"""Reading files: what cannot be opened, or would not fit, is refused before it is read."""

import os
from pathlib import Path

from descentlab.cores import physical_memory
from descentlab.data.messages import shown
from descentlab.errors import DataError


def _limit() -> int:
    """8 GB, or a quarter of this machine's memory: a file, its numbers and their copy are there at one time."""
    return min(8 * 10**9, physical_memory() // 4)


LIMIT = _limit()  # bytes of one data set, in a file or in memory
TEXT = 64  # bytes that a short text takes in memory
DEFLATE_RATIO = 1032  # what deflate reaches at most; a header that claims more is wrong


def checked_size(path: str | Path) -> int:
    """The bytes of a regular file. Raises DataError when it is missing, of another kind or beyond the limit."""
    try:
        size = os.stat(path).st_size
    except FileNotFoundError:
        raise DataError(f"no such file '{shown(path)}'") from None
    except (OSError, ValueError) as error:
        raise cannot_open(path, error) from None
    if not os.path.isfile(path):
        raise DataError(f"{shown(path)}: is not a regular file: give the path of a data file")
    check_memory(path, size)
    return size


def read_bytes(path: str | Path) -> bytes:
    """All of a file. Raises DataError."""
    checked_size(path)
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise cannot_open(path, error) from None


def check_memory(path: str | Path, size: int, what: str = "the file") -> None:
    """Raises DataError when so many bytes are beyond the limit."""
    if size > LIMIT:
        limit = f"{LIMIT / 1e9:.3g} GB"
        taken = f"{min(size, 10**30) / 1e9:,.1f} GB"  # a header can claim more than a float holds
        raise DataError(f"{shown(path)}: {what} takes {taken}, more than the {limit} that are read")


def cannot_open(path: str | Path, error: Exception) -> DataError:
    """The error for a file that the system does not hand out."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return DataError(f"{shown(path)}: cannot be opened: {shown(reason)}")


def cannot_read(path: str | Path, kind: str, error: BaseException | str) -> DataError:
    """The error for a file that is damaged or not of its kind."""
    reason = shown(str(error).strip().split("\n", maxsplit=1)[0])[:160] or type(error).__name__
    return DataError(f"{shown(path)}: cannot be read as {kind} ({reason}): damaged or cut short; get it again")
