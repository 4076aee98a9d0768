"""What is timed: two networks with their data, the same for every contender."""

import itertools
import os
from pathlib import Path
from typing import NamedTuple

import numpy as np

from descentlab import data
from descentlab.data import Dataset, from_arrays

LEARNING_RATE = 1e-3


class Case(NamedTuple):
    """One comparison. population: runs trained together by ours. epochs: timed, after one that is not."""

    name: str
    title: str
    hidden: tuple[int, ...]
    batch_size: int
    epochs: int
    population: int

    @property
    def dataset(self) -> Dataset:
        """The data, of which every contender trains on the same part."""
        return data.load("digits") if self.name == "digits" else _mnist_shaped()

    def operations(self, features: int, outputs: int) -> float:
        """Floating-point operations of one training step: three products a layer, two in the first."""
        sizes = [features, *self.hidden, outputs]
        products = [2.0 * self.batch_size * a * b for a, b in itertools.pairwise(sizes)]
        return 3 * sum(products) - products[0]


CASES = (
    Case("digits", "digits, 64-64-10, batch 32", (64,), 32, 20, 64),
    Case("mnist", "MNIST-shaped, 784-256-128-10, batch 128", (256, 128), 128, 3, 16),
)


def case_named(name: str) -> Case:
    """The case of this name."""
    return next(case for case in CASES if case.name == name)


class Prepared(NamedTuple):
    """Standardized training and test part of seed 0, float32 and int32."""

    x: np.ndarray
    y: np.ndarray
    test_x: np.ndarray
    test_y: np.ndarray


def prepared(dataset: Dataset) -> Prepared:
    """What every contender is given."""
    from descentlab.training.feed import Feed

    feed = Feed(dataset)
    part = feed.part(0)
    return Prepared(*(array for rows in (part.train, feed.test) for array in feed.rows(part, rows)))


def _mnist_shaped() -> Dataset:
    """16,000 images: MNIST's where DESCENTLAB_DATA has them, else ten noisy patterns of their shape."""
    folder = Path(os.environ.get("DESCENTLAB_DATA", "")) / "mnist"
    if os.environ.get("DESCENTLAB_DATA") and folder.is_dir():
        whole = data.load(folder)
        return from_arrays(
            whole.features[:16000].reshape(-1, 28, 28),
            whole.targets[:16000],
            task="classification",
            name="MNIST",
        )
    random = np.random.default_rng(0)
    labels = random.integers(0, 10, 16000)
    images = random.random((10, 28, 28))[labels] + 2.0 * random.random((16000, 28, 28))
    return from_arrays(images / 3, labels, task="classification", name="patterns")
