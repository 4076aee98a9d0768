"""Arrays in safetensors files, written so that a reader sees the old file or the new one, never half of one."""

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from descentlab.errors import ExperimentError


def write_tensors(file: Path, arrays: dict[str, Any], metadata: dict[str, str] | None = None) -> None:
    """Writes to a temporary name, flushes to disk, renames, and flushes the folder."""
    import numpy as np
    from safetensors.numpy import save

    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.{os.getpid()}.new")
    content = save({name: np.asarray(array, order="C") for name, array in arrays.items()}, metadata)
    try:
        with open(temporary, "wb") as stream:
            stream.write(_in_order(content))
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    with contextlib.suppress(OSError):  # some systems cannot flush a folder
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _in_order(content: bytes) -> bytes:
    """A safetensors file whose texts stand in order: the library writes them in another order every time."""
    length = int.from_bytes(content[:8], "little")
    head = json.loads(content[8 : 8 + length])
    if "__metadata__" in head:
        head["__metadata__"] = dict(sorted(head["__metadata__"].items()))
    text = json.dumps(head, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # arrays begin at a multiple of 8
    return len(text).to_bytes(8, "little") + text + content[8 + length :]


def sweep(folder: Path) -> None:
    """Removes what processes that are no more left half written in a folder's subfolders."""
    for file in folder.glob("*/.*.new"):
        process = file.name.split(".")[-2]
        if not process.isdigit() or not _alive(int(process)):
            file.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return process != os.getpid()  # this one is not writing now


def read_tensors(file: Path, prefix: str = "") -> dict[str, Any]:
    """The arrays whose names begin with the prefix, without it. Raises ExperimentError for an unusable file."""
    return _opened(file, prefix)[0]


def read_with_metadata(file: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """All arrays, and the texts beside them. Raises ExperimentError for an unusable file."""
    return _opened(file, "")


def _opened(file: Path, prefix: str) -> tuple[dict[str, Any], dict[str, str]]:
    from safetensors import SafetensorError, safe_open

    if not file.is_file():
        raise ExperimentError(f"{file}: no such file")
    try:
        with safe_open(file, framework="numpy") as opened:
            names = [name for name in opened.keys() if name.startswith(prefix)]  # noqa: SIM118 (not a dict)
            return {name.removeprefix(prefix): opened.get_tensor(name) for name in names}, (
                opened.metadata() or {}
            )
    except (SafetensorError, OSError, ValueError) as error:
        raise ExperimentError(f"{file}: not a readable safetensors file ({error})") from error
