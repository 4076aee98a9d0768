"""IDX: the format of MNIST and its successors, plain or compressed with gzip.

A folder with ``train-images-idx3-ubyte``, ``train-labels-idx1-ubyte``, ``t10k-images-idx3-ubyte`` and
``t10k-labels-idx1-ubyte`` (each with ``.gz`` or not) is one data set whose official test part is t10k; a single
file of images is read with the labels next to it. Bytes become float32 from 0 to 1 (divided by 255).
"""

import gzip
import math
import os
import struct
import zlib
from io import BufferedReader
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.data.dataset import Dataset, from_arrays
from descentlab.data.files import DEFLATE_RATIO, cannot_open, cannot_read, check_memory, checked_size
from descentlab.data.labels import Task
from descentlab.data.messages import shown
from descentlab.errors import DataError

SUFFIXES = (
    *("-idx3-ubyte", "-idx3-ubyte.gz", ".idx3-ubyte", ".idx3-ubyte.gz"),
    *("-idx1-ubyte", "-idx1-ubyte.gz", ".idx1-ubyte", ".idx1-ubyte.gz"),
)
_DTYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_PARTS = ("train", "t10k")


def reads_folder(path: str | Path) -> bool:
    """Whether a folder holds at least one of the named files."""
    try:
        names = os.listdir(path)
    except OSError as error:
        raise cannot_open(path, error) from None
    return any(name.startswith(_PARTS) and name.endswith(SUFFIXES) for name in names)


def read(path: str | Path, *, target: None = None, task: Task | None = None) -> Dataset:
    """The data set of a folder, or of one file of images with its file of labels.

    Raises DataError for a file that is missing, damaged or of another size than it claims, or a target.
    """
    if target is not None:
        raise DataError(f"{shown(path)}: IDX files hold one target, the labels: leave the target out")
    if os.path.isdir(path):
        pairs = [(_beside(path, part, "images", 3), _beside(path, part, "labels", 1)) for part in _PARTS]
        name = Path(os.path.abspath(path)).name
    else:
        pairs = [(Path(path), _labels_of(path))]
        name = Path(path).name
    images = [_array(pair[0]) for pair in pairs]
    labels = [_array(pair[1]) for pair in pairs]
    for pair, pixels, numbers in zip(pairs, images, labels, strict=True):
        if (
            pixels.ndim < 2
            or numbers.ndim != 1
            or len(pixels) != len(numbers)
            or pixels.shape[1:] != images[0].shape[1:]
        ):
            raise DataError(
                f"{shown(pair[0])}: images of shape {pixels.shape} do not go with labels of "
                f"shape {numbers.shape}"
            )
    pixels = np.concatenate(images) if len(images) > 1 else images[0]
    return from_arrays(
        np.divide(pixels, 255, dtype=np.float32) if pixels.dtype == np.uint8 else pixels,
        np.concatenate(labels),
        name=name,
        task=task,
        test=np.arange(len(images[0]), len(pixels)) if len(images) > 1 else None,
        where=shown(path),
    )


def _beside(folder: str | Path, part: str, kind: str, axes: int) -> Path:
    names = [f"{part}-{kind}{dot}idx{axes}-ubyte{end}" for dot in "-." for end in ("", ".gz")]
    for name in names:
        if (Path(folder) / name).is_file():
            return Path(folder) / name
    raise DataError(f"{shown(folder)}: the folder lacks {names[0]} (or {names[1]}): all four files are needed")


def _labels_of(path: str | Path) -> Path:
    name = Path(path).name
    checked_size(path)
    if "images" not in name:
        raise DataError(f"{shown(path)}: holds no images: give the file of images or the folder of both")
    part = name.partition("-images")[0].partition(".images")[0]
    return _beside(Path(path).parent, part, "labels", 1)


def _array(path: Path) -> NDArray[Any]:
    """The array of one file. Raises DataError."""
    size, packed = checked_size(path), path.name.lower().endswith(".gz")
    try:
        with gzip.open(path) if packed else open(path, "rb") as stream:
            return _contents(stream, path, size * (DEFLATE_RATIO if packed else 1))
    except (gzip.BadGzipFile, EOFError, zlib.error, struct.error, ValueError) as error:
        raise cannot_read(path, "IDX", error) from None
    except OSError as error:
        raise cannot_open(path, error) from None


def _contents(stream: gzip.GzipFile | BufferedReader, path: Path, most: int) -> NDArray[Any]:
    """Magic number, sizes big-endian, then the values, of which there can be ``most`` bytes."""
    zeros, code, axes = struct.unpack(">HBB", stream.read(4))
    if zeros != 0 or code not in _DTYPES or axes == 0:
        raise ValueError("its first four bytes are not those of IDX")
    shape = struct.unpack(f">{axes}I", stream.read(4 * axes))
    dtype = np.dtype(_DTYPES[code])
    claimed = math.prod(shape) * dtype.itemsize
    check_memory(path, claimed, "the array in memory")
    if claimed > most:
        raise ValueError(f"it claims shape {shape}, more than its bytes can hold")
    data = stream.read(claimed)
    if len(data) != claimed:
        raise ValueError(f"it claims {claimed:,} bytes of values and has {len(data):,}")
    if stream.read(1):  # at the end gzip compares the checksum
        raise ValueError(f"it has more than the {claimed:,} bytes of values that it claims")
    array = np.frombuffer(data, dtype=dtype).reshape(shape)
    return array.astype(dtype.newbyteorder("="), copy=False)
