"""Data: named sets, files and arrays, checked once and the same way, and divided and standardized for training.

>>> from descentlab import data
>>> iris = data.load("iris")
>>> iris.sizes
Sizes(examples=150, features=4, outputs=3)
>>> parts = data.split(iris, seed=0)
>>> shift, scale = data.standardization(iris.features[parts.train])
"""

from descentlab.data.dataset import Dataset, Sizes, from_arrays
from descentlab.data.labels import Task
from descentlab.data.loading import Description, describe, load, names, suffixes
from descentlab.data.preparation import (
    Split,
    grouped_split,
    min_max_scaling,
    mini_batches,
    one_hot,
    robust_scaling,
    shuffle,
    split,
    standardization,
    test_part,
)

__all__ = [
    "Dataset",
    "Description",
    "Sizes",
    "Split",
    "Task",
    "describe",
    "from_arrays",
    "grouped_split",
    "load",
    "min_max_scaling",
    "mini_batches",
    "names",
    "one_hot",
    "robust_scaling",
    "shuffle",
    "split",
    "standardization",
    "suffixes",
    "test_part",
]
