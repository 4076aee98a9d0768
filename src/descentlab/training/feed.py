"""What a training needs of its data, in the form that both engines read.

The features of all examples are held once; a seed contributes which rows it trains and validates on, and the
standardization fitted on its training rows. A mini-batch is (features[rows] - shift) / scale, computed where it
is used, so that a hundred seeds cost no more memory than one.
"""

from typing import Any, NamedTuple

import numpy as np

from descentlab.arrays import Array
from descentlab.contracts import Shape
from descentlab.data.dataset import Dataset
from descentlab.data.preparation import SCALINGS, split, standardization

Numbers = np.ndarray[Any, np.dtype[Any]]


class SeedPart(NamedTuple):
    """What a seed contributes.

    train, validation: row numbers, int32. shift, scale: (features,). target_shift, target_scale: (targets,) in
    regression, of length 1 and unused otherwise. All in the training's dtype.
    """

    train: Numbers
    validation: Numbers
    shift: Numbers
    scale: Numbers
    target_shift: Numbers
    target_scale: Numbers


class Feed:
    """The data of an experiment in a training's dtype.

    features: (examples, features). targets: class numbers, int32 (examples,), or values (examples, targets).
    test: row numbers of the test part.
    """

    def __init__(self, dataset: Dataset, dtype: Any = np.float32, scaling: str = "standard") -> None:
        """scaling: how features are scaled, a name in ``data.preparation.SCALINGS``; targets are standardized."""
        self.dataset = dataset
        self.dtype = np.dtype(dtype)
        self.classification = dataset.task == "classification"
        self.classes = len(dataset.classes or dataset.target_names)
        self.test = split(dataset, 0).test.astype(np.int32)
        seen = np.setdiff1d(np.arange(len(dataset.features)), self.test)
        self._fit = SCALINGS[scaling]
        as_they_are = dataset.images or scaling == "none"
        self._features, self.features = _centred(dataset.features, seen, as_they_are, self.dtype)
        if self.classification:
            self._targets, self.targets = None, dataset.targets.astype(np.int32)
        else:
            self._targets, self.targets = _centred(dataset.targets, seen, False, self.dtype)
        self._parts: dict[int, SeedPart] = {}

    @property
    def image(self) -> Shape | None:
        """Height, width and channels of an example that is an image."""
        return self.dataset.image_shape

    @property
    def counts(self) -> tuple[int, ...] | None:
        """Examples of each class outside of the test part; None in regression."""
        if not self.classification:
            return None
        seen = np.delete(self.targets, self.test)
        return tuple(int(count) for count in np.bincount(seen, minlength=self.classes))

    @property
    def inputs(self) -> Shape:
        """Shape of one example."""
        return self.features.shape[1:]

    def part(self, seed: int) -> SeedPart:
        """What this seed contributes; the same at every call."""
        if seed not in self._parts:
            rows = split(self.dataset, seed)
            self._parts[seed] = self.fitted(rows.train, rows.train, rows.validation)
        return self._parts[seed]

    def root(self, seed: int) -> int:
        """The seed from which weights, order and noise are drawn: seeds may share it and differ in examples only."""
        return seed

    def fitted(self, seen: Numbers, train: Numbers, validation: Numbers) -> SeedPart:
        """A part whose standardization is fitted on the rows ``seen``. train, validation: row numbers."""
        shift, scale = self.scaling(seen)
        target_shift, target_scale = np.zeros(1), np.ones(1)
        if not self.classification:
            target_shift, target_scale = standardization(self.dataset.targets[seen])
        return SeedPart(
            train.astype(np.int32),
            validation.astype(np.int32),
            *_relative(self._features, shift, scale, self.dtype),
            *_relative(self._targets, target_shift, target_scale, self.dtype),
        )

    def scaling(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """Shift and scale (features,) in float64, fitted on these rows of the data as they are."""
        return self._fit(self.dataset.features[rows], one_number=self.dataset.images)

    def rows(self, part: SeedPart, rows: Numbers) -> tuple[Numbers, Numbers]:
        """Prepared examples and targets of these rows, as NumPy arrays."""
        x = prepare(self.features[rows], part.shift, part.scale)
        if self.classification:
            return x, self.targets[rows]
        return x, prepare(self.targets[rows], part.target_shift, part.target_scale)

    def first(self, seed: int, count: int) -> Numbers:
        """So many prepared training examples of a seed."""
        part = self.part(seed)
        return self.rows(part, part.train[:count])[0]

    def spread(self, part: SeedPart, rows: Numbers) -> float:
        """Sum of squared deviations of the prepared targets from their mean; nothing to say in classification."""
        if self.classification:
            return float("nan")
        targets = self.rows(part, rows)[1].astype(np.float64)
        return float(np.sum((targets - targets.mean(axis=0)) ** 2))


def prepare(values: Array, shift: Array, scale: Array) -> Array:
    """Standardized values, of any array library."""
    return (values - shift) / scale


class _Centre(NamedTuple):
    shift: Numbers
    scale: Numbers


def _centred(values: Numbers, seen: Numbers, as_they_are: bool, dtype: Any) -> tuple[_Centre | None, Numbers]:
    """Values brought near 0 and 1 in float64 before they are rounded.

    A column such as 1,700,000,000 +- 1 would lose all it says in float32. seen: the rows outside of the test part,
    which alone decide where the centre is.
    """
    if as_they_are:  # pixels are within [0, 1]; what is too large for the dtype becomes a recorded divergence
        with np.errstate(over="ignore"):
            return None, values.astype(dtype)
    centre = _Centre(*standardization(values[seen]))
    return centre, ((values - centre.shift) / centre.scale).astype(dtype)


def _relative(centre: _Centre | None, shift: Numbers, scale: Numbers, dtype: Any) -> tuple[Numbers, Numbers]:
    """The standardization to apply after ``_centred``, so that both together are the one asked for."""
    if centre is None:
        return shift.astype(dtype), scale.astype(dtype)
    return ((shift - centre.shift) / centre.scale).astype(dtype), (scale / centre.scale).astype(dtype)
