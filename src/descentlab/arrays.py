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


def floats(*values: Array) -> tuple[Array, ...]:
    """Numbers and arrays as arrays of floating-point numbers, for formulas that may be handed either.

    Arrays of floating-point numbers stay as they are. Others take the dtype that these have in common, or their
    library's default; Python numbers become arrays of shape (), of the arrays' library or else NumPy's.
    Raises TypeError when arrays belong to different libraries.
    """
    arrays = [value for value in values if not isinstance(value, int | float)]
    xp = namespace(*arrays or values)
    floating = [array.dtype for array in arrays if xp.isdtype(array.dtype, "real floating")]
    default = xp.__array_namespace_info__().default_dtypes()["real floating"]
    dtype = xp.result_type(*floating) if floating else default
    where = device(arrays[0]) if arrays else None
    return tuple(
        xp.asarray(value, dtype=dtype, device=where)
        if isinstance(value, int | float)
        else value
        if xp.isdtype(value.dtype, "real floating")
        else xp.astype(value, dtype)
        for value in values
    )


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
