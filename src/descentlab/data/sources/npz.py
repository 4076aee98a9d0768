"""NumPy files: ``.npz`` with features and targets as two arrays, ``.npy`` with a table of numbers.

Names read from an ``.npz``: features ``X``, ``x``, ``features`` or ``data``; targets ``Y``, ``y``, ``targets``,
``target`` or ``labels``; or the parts ``X_train``, ``Y_train`` and, if they are there, ``_valid`` (``_val``,
``_dev``) and ``_test``: training and validation rows are joined, and the test rows are the official test part.
Values are kept as they are. Python objects (pickles) are refused, and sizes are checked before memory is taken.
"""

import math
import sys
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from descentlab.data.dataset import Dataset, from_arrays
from descentlab.data.files import DEFLATE_RATIO, LIMIT, cannot_open, cannot_read, check_memory, checked_size
from descentlab.data.labels import Task
from descentlab.data.messages import quoted, shown, unknown
from descentlab.errors import DataError

SUFFIXES = (".npz", ".npy")
_FEATURES = ("X", "x", "features", "data")
_TARGETS = ("Y", "y", "targets", "target", "labels")
_PARTS = (("train",), ("valid", "val", "dev"), ("test",))


def read(path: str | Path, *, target: str | int | None = None, task: Task | None = None) -> Dataset:
    """The data set of a NumPy file.

    target: for ``.npz`` the name of the array of targets; for ``.npy`` the number of the target's column,
        counted from 0 or, negative, from the end; the last one when None.
    Raises DataError for damaged files, Python objects, sizes that the file cannot hold, and arrays not found.
    """
    size = checked_size(path)
    if str(path).lower().endswith(".npy"):
        try:
            with open(path, "rb") as stream:
                array = _array(stream, size, path, "the array")
        except OSError as error:
            raise cannot_open(path, error) from None
        return _from_table(array, path, target, task)
    try:
        archive = zipfile.ZipFile(path)
    except Exception as error:  # damaged bytes raise nearly anything
        raise cannot_read(path, "NPZ", error) from None
    with archive:
        return _from_archive(_Members(archive, path), path, target, task)


class _Members:
    """The arrays of an archive by name, each read when it is asked for."""

    def __init__(self, archive: zipfile.ZipFile, path: str | Path) -> None:
        self._archive, self._path, self._read = archive, path, 0
        self._members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
        self.names = tuple(self._members)
        if len(self.names) < len(archive.infolist()):
            raise DataError(f"{shown(path)}: two of its arrays have one name: save it again")

    def __getitem__(self, name: str) -> NDArray[Any]:
        info, where = self._members[name], shown(self._path)
        plain = info.compress_type == zipfile.ZIP_STORED
        if info.flag_bits & 1 or not (plain or info.compress_type == zipfile.ZIP_DEFLATED):
            raise DataError(
                f"{where}: array {quoted(name)} is encrypted or packed unlike NumPy does: save it again"
            )
        if info.file_size > info.compress_size * (1 if plain else DEFLATE_RATIO) + 1024:
            raise DataError(f"{where}: array {quoted(name)} claims more bytes than the file can hold: refused")
        self._read += info.file_size
        check_memory(self._path, self._read, "the arrays in memory")
        try:
            stream = self._archive.open(info)
        except Exception as error:
            raise cannot_read(self._path, f"NPZ, array {quoted(name)}", error) from None
        with stream:
            return _array(stream, info.file_size, self._path, f"array {quoted(name)}")


def _array(stream: IO[bytes], size: int, path: str | Path, what: str) -> NDArray[Any]:
    """The array of a stream of that many bytes, whose header is checked before memory is taken."""
    try:
        with warnings.catch_warnings(action="ignore"):  # of headers that Python 2 wrote
            _check_header(stream, size, path, what)
            stream.seek(0)
            array = npy.read_array(stream, allow_pickle=False)
        rest = stream.read(1)  # reading to the end is also what makes zipfile compare the checksum
    except DataError:
        raise
    except Exception as error:  # damaged bytes raise nearly anything in the parsers of NumPy and zipfile
        raise cannot_read(path, f"NumPy's format, {what}", error) from None
    if rest:
        raise cannot_read(path, f"NumPy's format, {what}", "bytes are left over")
    if array.dtype.kind == "U" and array.size and array.dtype.itemsize:
        letters = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("="))).view(np.uint32)
        if int(letters.max()) > sys.maxunicode:  # Python fails on such text in ways of its own
            raise cannot_read(path, f"NumPy's format, {what}", "it holds letters beyond Unicode")
    return array


def _check_header(stream: IO[bytes], size: int, path: str | Path, what: str) -> None:
    version = npy.read_magic(stream)
    if version not in ((1, 0), (2, 0)):
        raise ValueError(f"version {version} of the format is for records")
    header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    shape, _, dtype = header(stream)
    where = shown(path)
    if dtype.hasobject:
        raise DataError(
            f"{where}: {what} holds Python objects (a pickle), never loaded: save it as numbers or text"
        )
    claimed = math.prod(shape) * dtype.itemsize
    if min(shape, default=0) < 0 or claimed > size or claimed > LIMIT:
        raise DataError(
            f"{where}: {what} claims shape {shape} of {dtype}, {claimed:,} bytes, but has {size:,}: refused"
        )


def _from_table(array: NDArray[Any], path: str | Path, target: str | int | None, task: Task | None) -> Dataset:
    where = shown(path)
    if array.ndim != 2 or array.shape[1] < 2:
        raise DataError(
            f"{where}: the array has shape {array.shape}: rows of features and a target are needed; "
            "with images, save features X and targets y in one .npz"
        )
    width = array.shape[1]
    try:
        column = width - 1 if target is None else int(target)
    except ValueError:
        column = width
    if not -width <= column < width:
        raise DataError(
            f"{where}: no target column {quoted(target)}: give its number, 0 to {width - 1}, or -1 for the last"
        )
    column %= width
    notes = [f"the last column, number {column}, is taken as the target"] if target is None else []
    return from_arrays(
        np.delete(array, column, axis=1),
        array[:, column],
        name=Path(path).name,
        task=task,
        feature_names=[f"x{i}" for i in range(width) if i != column],
        notes=notes,
        where=where,
    )


def _from_archive(members: _Members, path: str | Path, target: str | int | None, task: Task | None) -> Dataset:
    where = shown(path)
    if target is not None and str(target) not in members.names:
        raise DataError(f"{where}: {unknown('array', target, members.names)}")
    pairs = [] if target is not None else _parts(members.names)
    if not pairs:
        pair = (
            _found(_FEATURES, members.names),
            _found(_TARGETS, members.names) if target is None else str(target),
        )
        if pair[0] is None or pair[1] is None:
            listed = ", ".join(quoted(name) for name in members.names[:20]) or "none"
            raise DataError(
                f"{where}: no features and targets among its arrays ({listed}): name them X and y, "
                "or X_train, y_train, X_test, y_test"
            )
        pairs = [("all", pair[0], pair[1])]
    features, targets, sizes = _joined(members, pairs, where)
    tested = sizes.get("test", 0)
    return from_arrays(
        features,
        targets,
        name=Path(path).name,
        task=task,
        test=np.arange(len(features) - tested, len(features)) if tested else None,
        where=where,
    )


def _found(names: tuple[str, ...], there: tuple[str, ...]) -> str | None:
    return next((name for name in names if name in there), None)


def _parts(there: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """(part, name of features, name of targets): the training part and its companions, or nothing."""
    pairs: list[tuple[str, str, str]] = []
    for part in _PARTS:
        x = _found(tuple(f"{name}_{end}" for name in _FEATURES for end in part), there)
        y = _found(tuple(f"{name}_{end}" for name in _TARGETS for end in part), there)
        if x is not None and y is not None:
            pairs.append((part[0], x, y))
        elif part == ("train",):
            return []
    return pairs


def _joined(
    members: _Members, pairs: list[tuple[str, str, str]], where: str
) -> tuple[NDArray[Any], NDArray[Any], Mapping[str, int]]:
    features: list[NDArray[Any]] = []
    targets: list[NDArray[Any]] = []
    for _, x, y in pairs:
        values, wanted = members[x], members[y]
        if wanted.ndim == 2 and wanted.shape[0] == 1:
            wanted = wanted[0]
        rows = [array.shape[0] if array.ndim else 0 for array in (values, wanted)]
        if rows[0] != rows[1]:
            raise DataError(
                f"{where}: {quoted(x)} has {rows[0]} rows and {quoted(y)} {rows[1]}: they must be as many"
            )
        if features and (values.shape[1:] != features[0].shape[1:] or wanted.shape[1:] != targets[0].shape[1:]):
            raise DataError(
                f"{where}: {quoted(x)} or {quoted(y)} has rows of another shape than {quoted(pairs[0][1])}"
            )
        features.append(values)
        targets.append(wanted)
    sizes = {part: len(values) for (part, _, _), values in zip(pairs, features, strict=True)}
    if len(pairs) == 1:
        return features[0], targets[0], sizes
    return np.concatenate(features), np.concatenate(targets), sizes
