"""Files that a reader sees whole or not at all, and their checksums."""

import contextlib
import errno
import hashlib
import os
import shutil
import sqlite3
from pathlib import Path
from typing import NamedTuple

from descentlab.errors import ExperimentError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FULL_DATABASE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
"""Where there is no room left; of a quota SQLite says no more than that writing failed."""


class Written(NamedTuple):
    """What a file must be. digest: SHA-256 of its bytes, in hexadecimal."""

    size: int
    digest: str


def write_whole(file: Path, content: bytes) -> Written:
    """Writes to a temporary name, flushes to disk, renames, and flushes the folder.

    A pipe or a device (/dev/null, /dev/stdout) is written to as it is, and a link keeps its place.
    Raises ExperimentError where the disk is full or the folder not to be written to; an older file is then untouched.
    """
    file = Path(os.path.realpath(file))
    written = Written(len(content), hashlib.sha256(content).hexdigest())
    if file.exists() and not file.is_file():
        _write_into(file, content)
        return written
    temporary = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with open(temporary, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        put_in_place(temporary, file)
    except OSError as error:
        raise ExperimentError(unwritable(file, error)) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    return written


def _write_into(device: Path, content: bytes) -> None:
    try:
        with open(device, "wb") as stream:
            stream.write(content)
    except OSError as error:
        raise ExperimentError(unwritable(device, error)) from error


def put_in_place(temporary: Path, file: Path) -> None:
    """Gives a file that is whole and flushed its name, so that the name too survives a power cut."""
    os.replace(temporary, file)
    flush_folder(file.parent)


def flush_folder(folder: Path) -> None:
    """Writes a folder's list of names to disk, where the system can."""
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def check_file(file: Path, wanted: Written) -> None:
    """Raises ExperimentError unless the file has the size and the checksum that it was written with."""
    try:
        size = file.stat().st_size
        if size == wanted.size:
            with open(file, "rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() == wanted.digest:
                    return
            what = "its checksum is another"
        else:
            what = f"{size} bytes instead of {wanted.size}"
    except FileNotFoundError:
        what = "it is missing"
    except OSError as error:
        what = error.strerror or "it cannot be read"
    raise ExperimentError(f"{file}: damaged ({what})")


def of_file(file: Path) -> Written:
    """The size and the checksum of a file as it is. Raises OSError."""
    with open(file, "rb") as stream:
        return Written(os.fstat(stream.fileno()).st_size, hashlib.file_digest(stream, "sha256").hexdigest())


def unwritable(file: Path, error: Exception) -> str:
    """The one line for a file that could not be written."""
    reason = error.strerror if isinstance(error, OSError) else error
    kind = error.errno if isinstance(error, OSError) else getattr(error, "sqlite_errorcode", 0) & 0xFF
    full = kind in (_FULL if isinstance(error, OSError) else _FULL_DATABASE)
    remedy = "make room, and" if full else "once it can be,"
    return (
        f"{file}: cannot be written ({reason}); what was there before is safe:"
        f" {remedy} the same command goes on from here"
    )


def sweep(folder: Path) -> None:
    """Removes what processes that are no more left half written in a folder and its subfolders."""
    for file in (*folder.glob(".*.new"), *folder.glob("*/.*.new")):
        process = file.name.split(".")[-2]
        if not process.isdigit() or not _alive(int(process)):
            remove(file)


def remove(path: Path) -> None:
    """Removes a file or a folder with all that is in it, where there is one and it can be removed."""
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # somebody else's
        return True
    return process != os.getpid()  # this one is not writing now
