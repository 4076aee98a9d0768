"""Class numbers as rows of zeros with a single one."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.data.matrix import as_array
from descentlab.data.messages import quoted
from descentlab.data.settings import whole
from descentlab.errors import DataError


def one_hot(numbers: Any, classes: int) -> NDArray[np.float64]:
    """Rows (m, classes), float64, with 1 in the column of each example's class and 0 elsewhere.

    numbers: (m,), whole numbers from 0 to classes - 1.
    Raises DataError for another shape, kind or number, naming the row; SettingError for classes below 1.
    """
    classes = whole("classes", classes, 1)
    array = as_array("class numbers", numbers, "one-hot")
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise DataError(
            f"one-hot: class numbers have shape {array.shape} and dtype {array.dtype}: they must be whole numbers, "
            "one for each row"
        )
    wrong = np.flatnonzero((array < 0) | (array >= classes))
    if wrong.size:
        row = int(wrong[0])
        raise DataError(
            f"one-hot: row {row} (counting from 0) is {quoted(array[row])}: with {classes} classes it must be a whole "
            f"number from 0 to {classes - 1}"
        )
    rows = np.zeros((len(array), classes))
    rows[np.arange(len(array)), array] = 1.0
    return rows
