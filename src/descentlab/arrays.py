"""Arrays of any library, through the Python array-API standard: the one thing every formula is written over."""

from importlib import import_module
from typing import Any, TypeAlias

import array_api_compat

Array: TypeAlias = Any
"""An array of NumPy, JAX, PyTorch or any other library that follows the array-API standard."""

Scalar: TypeAlias = Any
"""A Python number, or an array of shape () in the parameters' dtype (so that a program can be handed its value)."""

Arrays: TypeAlias = dict[str, Array]
"""Arrays by name: ``{"dense1.kernel": ..., "dense1.bias": ...}``."""


def namespace(*arrays: Array) -> Any:
    """The standard's functions (``sqrt``, ``where``, ...) for the library that made these arrays.

    Where all are Python numbers, those of NumPy. Raises TypeError when arrays belong to different libraries.
    """
    if all(isinstance(array, int | float) for array in arrays):
        return import_module("array_api_compat.numpy")
    return array_api_compat.array_namespace(*arrays)


def distribution(targets: Array, classes: int, like: Array) -> Array:
    """Targets as probabilities (batch, classes) in the dtype of ``like``: class numbers (batch,) become one-hot.

    Probabilities are handed back as they are.
    """
    if targets.ndim > 1:
        return targets
    xp = namespace(targets)
    numbers = xp.arange(classes, dtype=targets.dtype, device=device(targets))
    return xp.astype(targets[:, None] == numbers, like.dtype)


def device(array: Array) -> Any:
    """Where an array lies, for functions that make a new one beside it."""
    compat: Any = array_api_compat
    return compat.device(array)
