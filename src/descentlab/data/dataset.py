"""A data set in memory, and the one gate by which every source and every caller's arrays become one."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from descentlab.data.labels import Targets, Task, read_targets
from descentlab.data.matrix import (
    as_array,
    check_finite,
    check_names,
    check_real,
    column_names,
    constant_note,
    duplicate_notes,
    kind_of,
    large_integers,
    large_integers_note,
    to_floats,
)
from descentlab.data.messages import counted, quoted, shown
from descentlab.errors import DataError


class Sizes(NamedTuple):
    """How large a data set is; outputs: its classes, or the numbers to predict for each example."""

    examples: int
    features: int
    outputs: int


@dataclass(frozen=True, eq=False)
class Dataset:
    """Features and targets that have passed the checks of ``from_arrays``, which makes it; arrays: read-only.

    features: (m, d), float64, or float32 for images; finite, C-contiguous.
    targets: classification, int64 class numbers (m,); regression, float64 (m, k).
    classes: labels as text in order of class number; None for regression.
    image_shape: (height, width, channels) of examples that are images: features are then pixels, in this order,
        to be standardized with one mean and deviation for all; None for tables.
    test: int64 indices, ascending, of an official test part; None when there is none.
    notes: what the user should know of the data, one line each.
    origin: the arguments of ``data.load`` that gave it, a path among them made absolute; None where arrays did.
    """

    name: str
    features: NDArray[np.floating[Any]]
    targets: NDArray[Any]
    task: Task
    feature_names: tuple[str, ...]
    classes: tuple[str, ...] | None
    target_names: tuple[str, ...]
    image_shape: tuple[int, int, int] | None = None
    test: NDArray[np.int64] | None = None
    notes: tuple[str, ...] = ()
    origin: Mapping[str, Any] | None = None

    @property
    def images(self) -> bool:
        """Whether examples are images."""
        return self.image_shape is not None

    @property
    def sizes(self) -> Sizes:
        """Examples, features and outputs."""
        examples, features = self.features.shape
        return Sizes(examples, features, self.targets.shape[1] if self.classes is None else len(self.classes))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of all contents but the name, the notes and the origin."""
        arrays = [self.features, self.targets] + ([] if self.test is None else [self.test])
        contents = {
            "arrays": [(array.shape, array.dtype.name) for array in arrays],
            "task": self.task,
            "feature_names": self.feature_names,
            "classes": self.classes,
            "target_names": self.target_names,
            "image_shape": self.image_shape,
        }
        digest = sha256(json.dumps(contents, sort_keys=True).encode())
        for array in arrays:
            digest.update(np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).view(np.uint8).data)
        return digest.hexdigest()


def from_arrays(
    features: Any,
    targets: Any,
    *,
    name: str = "arrays",
    task: Task | None = None,
    feature_names: Iterable[Any] | None = None,
    target_names: Iterable[Any] | None = None,
    classes: Sequence[str] | None = None,
    image_shape: Sequence[int] | None = None,
    test: Any = None,
    notes: Iterable[str] = (),
    where: str | None = None,
) -> Dataset:
    """A data set out of arrays or what NumPy reads as such; they are copied and never changed.

    features: (m, d) of bool, integers or floats, a table with ``columns`` such as pandas', or (m, h, w, ...),
        which is flattened. Values are kept as they are.
    targets: (m,), (m, 1) or (1, m) labels or numbers; (m, k) numbers for regression, or one-hot classes.
    task: inferred when None, by the rule in ``descentlab.data.labels``.
    classes: labels by class number, when the targets are class numbers; else the labels found, in numeric order
        when all are numbers and in alphabetical order when not.
    image_shape: (height, width, channels) where flat features are pixels; features of three axes or more are
        images without a word.
    test: indices of an official test part. where: what errors call the data, if not the name.
    Raises DataError for data that cannot be used, naming the row and the column; SettingError for the task.
    """
    where = shown(name if where is None else where)
    names = getattr(features, "columns", None) if feature_names is None else feature_names
    array = as_array("features", features, where)
    shape = _image_shape(array, image_shape, where)
    matrix, feature_texts = _features(array, names, shape is not None, where)
    known = read_targets(targets, len(matrix), task=task, classes=classes, where=where)
    held_out = None if test is None else _test(test, len(matrix), where)
    told = [*notes, *known.notes]
    if large_integers(array):
        told.append(large_integers_note("features"))
    if shape is None:  # the border pixels of images are constant, and need no word
        told += constant_note(matrix, feature_texts)
    told += duplicate_notes(matrix, held_out) + _untrained(known, held_out, where)
    for kept in (matrix, known.values, held_out):
        if kept is not None:
            kept.setflags(write=False)
    return Dataset(
        name=shown(name),  # a file's name can hold anything
        features=matrix,
        targets=known.values,
        task=known.task,
        feature_names=feature_texts,
        classes=known.classes,
        target_names=_target_names(target_names, known, where),
        image_shape=shape,
        test=held_out,
        notes=tuple(told),
    )


def _image_shape(array: NDArray[Any], given: Sequence[int] | None, where: str) -> tuple[int, int, int] | None:
    """Height, width and channels, of axes beyond the second or as given."""
    if given is None and array.ndim < 3:
        return None
    height, width, *rest = array.shape[1:] if given is None else given
    shape = (int(height), int(width), math.prod(int(size) for size in rest))
    if array.ndim > 1 and math.prod(shape) != math.prod(array.shape[1:]):
        raise DataError(f"{where}: {array.shape[1]} features are no images of {' x '.join(map(str, shape))}")
    return shape


def _features(
    array: NDArray[Any], names: Iterable[Any] | None, images: bool, where: str
) -> tuple[NDArray[Any], tuple[str, ...]]:
    if len(array) == 0:
        raise DataError(f"{where}: there are no examples: the features have shape {array.shape}")
    if array.ndim == 1:
        if array.dtype.kind == "V":
            raise DataError(
                f"{where}: the features hold {kind_of(array)}: hand over one column of numbers each"
            )
        raise DataError(
            f"{where}: features have shape {array.shape}: they must be (examples, features), "
            "for a single feature features.reshape(-1, 1)"
        )
    flat = array.reshape(len(array), -1) if array.size else array.reshape(len(array), 0)
    if flat.shape[1] == 0:
        raise DataError(f"{where}: there are no features: their shape is {array.shape}")
    texts = column_names(flat, names, "pixel" if images else "x", where)
    check_real(flat, texts, where)
    matrix = to_floats(flat, np.float32 if images else np.float64)
    check_finite(matrix, texts, where)
    return matrix, texts


def _target_names(names: Iterable[Any] | None, known: Targets, where: str) -> tuple[str, ...]:
    width = 1 if known.values.ndim == 1 else known.values.shape[1]
    if names is None:
        return ("target",) if width == 1 else tuple(f"target{i}" for i in range(width))
    texts = tuple(str(name) for name in names)
    if len(texts) != width:
        raise DataError(f"{where}: {counted(len(texts), 'target name')} for {counted(width, 'target')}")
    check_names("target", texts, where)
    return texts


def _test(test: Any, examples: int, where: str) -> NDArray[np.int64]:
    indices = as_array("test indices", test, where)
    if indices.ndim != 1 or indices.dtype.kind not in "iu":
        raise DataError(f"{where}: the test part must be given as row numbers: whole numbers, one axis")
    distinct = np.unique(indices)
    if distinct.size == 0 or distinct.size != indices.size:
        raise DataError(f"{where}: the test part is empty or names a row twice")
    if int(distinct[0]) < 0 or int(distinct[-1]) >= examples:
        raise DataError(f"{where}: the test part names a row beyond 0 to {examples - 1}")
    if distinct.size == examples:
        raise DataError(
            f"{where}: the test part holds all {counted(examples, 'row')}: none is left to train on"
        )
    return distinct.astype(np.int64)


def _untrained(known: Targets, test: NDArray[np.int64] | None, where: str) -> list[str]:
    """A note for classes that only the official test part has: no model can learn them.

    Raises DataError when that leaves one class to train on.
    """
    if test is None or known.classes is None:
        return []
    trained = np.unique(np.delete(known.values, test))
    only = np.setdiff1d(known.values[test], trained)
    if trained.size < 2:
        label = quoted(known.classes[int(trained[0])])
        raise DataError(f"{where}: outside the official test part all are of class {label}: training needs two")
    labels = [known.classes[int(number)] for number in only]
    return [f"class {quoted(label)} is in the official test part only" for label in labels]
