"""Features as a matrix of real numbers: what is refused, and what is only noted.

Conversion: bool, integers, float16, float32 and longer floats become float64; images become float32 (a
pixel's 8 bits fit, and the matrix is half the size). Values are kept, never scaled; what
does not fit counts as infinite.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.data.messages import counted, is_unicode, quoted
from descentlab.errors import DataError

EXACT = 2**53  # beyond it float64 skips whole numbers
_KINDS = {"c": "complex", "M": "a date", "m": "a time span", "S": "bytes", "V": "a record"}


def as_array(what: str, values: Any, where: str) -> NDArray[Any]:
    """Whatever NumPy can read, as an array that may share the caller's memory. Raises DataError."""
    if np.ma.isMaskedArray(values) and np.ma.is_masked(values):
        count = int(np.ma.getmaskarray(values).sum())
        raise DataError(
            f"{where}: {counted(count, 'cell')} of the {what} are masked: drop them or fill them in"
        )
    if hasattr(values, "toarray"):
        raise DataError(f"{where}: the {what} are a sparse matrix: hand over its .toarray()")
    try:
        array = np.asarray(values)
    except (ValueError, TypeError, RuntimeError) as error:
        raise DataError(f"{where}: the {what} are not an array: rows of different length?") from error
    if array.ndim == 0:
        raise DataError(f"{where}: the {what} are {quoted(values)}, not an array")
    return array


def kind_of(array: NDArray[Any]) -> str:
    """What an array that cannot be used holds, in words."""
    return f"{_KINDS.get(array.dtype.kind, 'not numbers')} (dtype {array.dtype})"


def column_names(array: NDArray[Any], given: Iterable[Any] | None, prefix: str, where: str) -> tuple[str, ...]:
    """Names of the columns of (m, d): those given, else the prefix with a number from 0. Raises DataError."""
    width = array.shape[1]
    if given is None:
        return tuple(f"{prefix}{i}" for i in range(width))
    names = tuple(str(name) for name in given)
    if len(names) != width:
        raise DataError(f"{where}: {counted(len(names), 'column name')} for {counted(width, 'column')}")
    check_names("column", names, where)
    return names


def check_names(kind: str, names: Sequence[str], where: str) -> None:
    """Raises DataError for a name that is empty or there twice."""
    seen: dict[str, int] = {}
    for number, name in enumerate(names, start=1):
        if not name.strip():
            raise DataError(f"{where}: {kind} {number} has no name: give it one")
        if not is_unicode(name):
            raise DataError(
                f"{where}: {kind} {number}, {quoted(name)}, has a name that is not Unicode: rename it"
            )
        if name in seen:
            raise DataError(
                f"{where}: {kind}s {seen[name]} and {number} are both named {quoted(name)}: rename one"
            )
        seen[name] = number


def check_real(array: NDArray[Any], names: Sequence[str], where: str) -> None:
    """Raises DataError, naming the column, unless the (m, d) array holds bool, integers or floats."""
    if array.dtype.kind in "biuf":
        return
    if array.dtype.kind in "OUT":
        for row, column in np.ndindex(*array.shape):
            cell: Any = array[row, column]
            if isinstance(cell, str) or not isinstance(cell, int | float | np.integer | np.floating | np.bool_):
                raise DataError(
                    f"{where}: column {quoted(names[column])} holds {quoted(cell)} (row {row}, counting "
                    "from 0), not a real number: encode the column as numbers or drop it"
                )
        raise DataError(f"{where}: the features are of dtype object: convert them with .astype(float)")
    raise DataError(f"{where}: column {quoted(names[0])} holds {kind_of(array)}: features must be real numbers")


def to_floats(array: NDArray[Any], dtype: type[np.floating[Any]]) -> NDArray[Any]:
    """A C-contiguous copy in the machine's byte order; what is too large becomes infinite."""
    with np.errstate(over="ignore", invalid="ignore"):  # NaN that signals
        return np.array(array, dtype=dtype, order="C", copy=True)


def check_finite(matrix: NDArray[Any], names: Sequence[str], where: str) -> None:
    """Raises DataError with the count and the first place of the cells (m, d) that are NaN or infinite."""
    finite = np.isfinite(matrix)
    if finite.all():
        return
    row, column = np.argwhere(~finite)[0]
    count = matrix.size - int(np.count_nonzero(finite))
    raise DataError(
        f"{where}: {counted(count, 'cell')} of {matrix.size:,} NaN, infinite or too large, the first in "
        f"row {row} (counting from 0), column {quoted(names[column])}: drop such rows or fill the cells in"
    )


def large_integers(array: NDArray[Any]) -> bool:
    """Whether integers are there that float64 cannot tell from their neighbours."""
    if array.dtype.kind not in "iu" or array.size == 0:
        return False
    return int(array.max()) > EXACT or int(array.min()) < -EXACT


def large_integers_note(what: str) -> str:
    """The note for ``large_integers``."""
    return f"{what}: integers beyond 2^53 were rounded to the nearest float64"


def constant_note(matrix: NDArray[Any], names: Sequence[str]) -> list[str]:
    """A note naming the constant features of (m, d), if there are any."""
    if len(matrix) < 2:
        return []
    constant = np.flatnonzero((matrix == matrix[0]).all(axis=0))
    if constant.size == 0:
        return []
    listed = ", ".join(quoted(names[i]) for i in constant[:3]) + (", ..." if constant.size > 3 else "")
    return [f"{counted(constant.size, 'feature')} constant, and so without information: {listed}"]


def duplicate_notes(matrix: NDArray[Any], test: NDArray[np.int64] | None) -> list[str]:
    """Notes that count rows with the same features, over all rows and between the official parts."""
    digests = [blake2b(row, digest_size=16).digest() for row in matrix]
    repeated = len(digests) - len(set(digests))
    if repeated == 0:
        return []
    notes = [
        f"{counted(repeated, 'row')} repeating the features of another: one can be trained on, one tested on"
    ]
    if test is not None:
        tested = set(test.tolist())
        trained = {digest for row, digest in enumerate(digests) if row not in tested}
        leaks = sum(digests[row] in trained for row in tested)
        if leaks:
            notes.append(
                f"{counted(leaks, 'row')} of the official test part also outside it: test results flatter"
            )
    return notes
