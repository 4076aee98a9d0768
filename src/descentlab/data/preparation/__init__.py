"""From a data set to what training needs: its parts, its scaling, its encoding, its mini-batches."""

from descentlab.data.preparation.batches import mini_batches, shuffle
from descentlab.data.preparation.encoding import one_hot
from descentlab.data.preparation.scaling import (
    SCALINGS,
    min_max_scaling,
    no_scaling,
    robust_scaling,
    standardization,
)
from descentlab.data.preparation.splitting import Split, grouped_split, split, test_part

__all__ = [
    "SCALINGS",
    "Split",
    "grouped_split",
    "min_max_scaling",
    "mini_batches",
    "no_scaling",
    "one_hot",
    "robust_scaling",
    "shuffle",
    "split",
    "standardization",
    "test_part",
]
