"""The order of examples, and mini-batches of them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.data.matrix import as_array
from descentlab.data.messages import counted
from descentlab.data.settings import seed_number, whole
from descentlab.errors import DataError


def shuffle(*arrays: Any, seed: int) -> tuple[NDArray[Any], ...]:
    """Copies of the arrays with their rows in a new order, the same for all of them.

    arrays: (m, ...) each, such as features and targets. seed: gives the same order on every call; no global random
    state is read or changed.
    Raises DataError for arrays of different length or without rows; SettingError for the seed.
    """
    rows = _aligned(arrays)
    order = np.random.default_rng(seed_number("seed", seed)).permutation(len(rows[0]))
    return tuple(array[order] for array in rows)


def mini_batches(*arrays: Any, batch_size: int) -> list[tuple[NDArray[Any], ...]]:
    """Consecutive rows of all arrays, batch_size at a time; the last batch is smaller where they do not divide.

    arrays: (m, ...) each, such as features and targets; a batch holds a part of each, in this order, without copying.
    Raises DataError for arrays of different length or without rows; SettingError for a batch_size below 1.
    """
    rows, batch_size = _aligned(arrays), whole("batch_size", batch_size, 1)
    starts = range(0, len(rows[0]), batch_size)
    return [tuple(array[start : start + batch_size] for array in rows) for start in starts]


def _aligned(arrays: tuple[Any, ...]) -> list[NDArray[Any]]:
    """The arrays, of one length of at least 1. Raises DataError."""
    rows = [as_array(f"rows of array {i}", array, "batches") for i, array in enumerate(arrays)]
    lengths = [len(array) for array in rows]
    if not lengths or 0 in lengths:
        raise DataError("batches: there are no examples")
    if len(set(lengths)) > 1:
        told = " and ".join(counted(length, "row") for length in lengths)
        raise DataError(
            f"batches: the arrays have {told}: there must be one row for each example in all of them"
        )
    return rows
