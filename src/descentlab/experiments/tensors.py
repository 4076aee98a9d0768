"""Arrays in safetensors files, written whole, and checked when they are read."""

import hashlib
import json
from pathlib import Path
from typing import Any

from descentlab.errors import ExperimentError
from descentlab.experiments.files import Written, write_whole

_DIGEST = "sha256"
"""The text beside the arrays that holds a file's checksum, taken with zeros in its own place."""
_ZEROS = "0" * 64


def write_tensors(file: Path, arrays: dict[str, Any], metadata: dict[str, str] | None = None) -> Written:
    """Writes a file that appears only when it is whole. metadata: texts to keep beside, and with them a checksum.

    A file without texts carries no checksum of its own: whoever refers to it keeps what is returned.
    Raises ExperimentError where the file cannot be written.
    """
    import numpy as np
    from safetensors.numpy import save

    texts = None if metadata is None else {**metadata, _DIGEST: _ZEROS}
    content = _in_order(save({name: np.asarray(array, order="C") for name, array in arrays.items()}, texts))
    if texts is not None:
        content = content.replace(_entry(_ZEROS), _entry(hashlib.sha256(content).hexdigest()), 1)
    return write_whole(file, content)


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
        with safe_open(file, framework="numpy") as opened:  # a header that claims more than there is ends here
            texts = opened.metadata() or {}
            digest = texts.pop(_DIGEST, None)
            if digest is not None and digest != _digest(file, digest):
                raise ExperimentError(f"{file}: damaged (its checksum is another)")
            names = [name for name in opened.keys() if name.startswith(prefix)]  # noqa: SIM118 (not a dict)
            return {name.removeprefix(prefix): opened.get_tensor(name) for name in names}, texts
    except (SafetensorError, OSError, ValueError, TypeError, LookupError, AttributeError) as error:
        raise ExperimentError(f"{file}: not a readable safetensors file ({error})") from error


def _digest(file: Path, claimed: str) -> str:
    with open(file, "rb") as stream:
        head = stream.read(8)
        head += stream.read(int.from_bytes(head, "little"))
        digest = hashlib.sha256(head.replace(_entry(claimed), _entry(_ZEROS), 1))
        while block := stream.read(2**20):
            digest.update(block)
    return digest.hexdigest()


def _entry(digest: str) -> bytes:
    return f'"{_DIGEST}":"{digest}"'.encode()


def _in_order(content: bytes) -> bytes:
    """A safetensors file whose texts stand in order: the library writes them in another order every time."""
    length = int.from_bytes(content[:8], "little")
    head = json.loads(content[8 : 8 + length])
    if "__metadata__" in head:
        head["__metadata__"] = dict(sorted(head["__metadata__"].items()))
    text = json.dumps(head, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # arrays begin at a multiple of 8
    return len(text).to_bytes(8, "little") + text + content[8 + length :]
