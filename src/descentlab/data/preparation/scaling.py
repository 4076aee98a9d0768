"""Scaling of features: a shift and a scale for each, fitted on the training part alone.

Prepared values are (values - shift) / scale, whichever way both were chosen. A constant feature is shifted by its
value and keeps scale 1, and so becomes exact zeros.

Convention: scikit-learn's StandardScaler, MinMaxScaler and RobustScaler with their default options. It leaves a
feature unscaled as soon as its spread is below 2e-15 (MinMaxScaler, RobustScaler) or lost in its mean's rounding
(StandardScaler); here only a spread of exactly 0 is none.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from descentlab.errors import DataError

_BLOCK = 2**20  # cells that are converted to float64 at a time

Fit: TypeAlias = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Shift and scale, float64 (d,) each."""


def standardization(values: NDArray[Any], *, one_number: bool = False) -> Fit:
    """Shift and scale, float64 (d,) each, with which (values - shift) / scale has mean 0 and deviation 1.

    values: (m, d), the training part only. The deviation is that of the population (divided by m). A constant
    feature is shifted by its value and keeps scale 1, and so becomes exact zeros. No square overflows or
    vanishes.
    one_number: one mean and one deviation for all features, as for pixels.
    Raises DataError when there are no values.
    """
    return _fitted("standardization", _moments, values, one_number)


def min_max_scaling(values: NDArray[Any], *, one_number: bool = False) -> Fit:
    """Shift and scale, float64 (d,) each, with which (values - shift) / scale runs from 0 to 1.

    values: (m, d), the training part only: other examples may lie outside of 0 to 1. A constant feature becomes zeros.
    one_number: one smallest and one largest value for all features, as for pixels.
    Raises DataError when there are no values, or a feature's extremes are too far apart for float64.
    """
    return _fitted("min-max scaling", _extremes, values, one_number)


def robust_scaling(values: NDArray[Any], *, one_number: bool = False) -> Fit:
    """Shift and scale, float64 (d,) each, with which (values - shift) / scale has median 0 and quartiles 1 apart.

    values: (m, d), the training part only. A few outliers, however far away, move neither number much. Between two
    values quartiles are interpolated. A feature whose middle half is one value keeps scale 1.
    one_number: one median and one distance between quartiles for all features, as for pixels.
    Raises DataError when there are no values, or a feature's quartiles are too far apart for float64.
    """
    return _fitted("robust scaling", _quartiles, values, one_number)


def no_scaling(values: NDArray[Any], *, one_number: bool = False) -> Fit:
    """Shift 0 and scale 1 for each feature of values (m, d), so that they stay as they are."""
    del one_number  # nothing is fitted
    width = int(values.shape[1])
    return np.zeros(width), np.ones(width)


SCALINGS: dict[str, Callable[..., Fit]] = {
    "standard": standardization,
    "min_max": min_max_scaling,
    "robust": robust_scaling,
    "none": no_scaling,
}
"""The ways to scale features, by the names that settings use."""


def _fitted(what: str, fit: Callable[[NDArray[Any]], Fit], values: NDArray[Any], one_number: bool) -> Fit:
    if values.ndim != 2 or values.size == 0:
        raise DataError(f"{what} needs values of shape (examples, features), not {values.shape}")
    width = values.shape[1]
    shift, scale = fit(np.ascontiguousarray(values).reshape(-1, 1) if one_number else values)
    wide = np.flatnonzero(~(np.isfinite(shift) & np.isfinite(scale)))
    if wide.size:
        raise DataError(
            f"{what}: feature {wide[0]} (counting from 0) spans more than float64 can hold: divide it first"
        )
    if one_number:
        return np.repeat(shift, width), np.repeat(scale, width)
    return shift, scale


def _moments(values: NDArray[Any]) -> Fit:
    """Mean and deviation of each column, in float64 and by blocks of rows."""
    low, high = (np.asarray(end, dtype=np.float64) for end in (values.min(axis=0), values.max(axis=0)))
    constant = low == high
    peak = np.where(constant, 1.0, np.maximum(np.abs(low), np.abs(high)))
    rows = max(1, _BLOCK // values.shape[1])
    starts = range(0, len(values), rows)
    mean = np.zeros(values.shape[1])
    for start in starts:
        mean += (values[start : start + rows] / peak).sum(axis=0, dtype=np.float64) / len(values)
    square = np.zeros_like(mean)
    for start in starts:
        square += ((values[start : start + rows] / peak - mean) ** 2).sum(axis=0) / len(values)
    scale = np.sqrt(square) * peak
    usable = ~constant & (scale > 0)
    return np.where(constant, low, mean * peak), np.where(usable, scale, 1.0)


def _extremes(values: NDArray[Any]) -> Fit:
    """Smallest value of each column and its distance to the largest, 1 where that is 0."""
    low, high = (np.asarray(end, dtype=np.float64) for end in (values.min(axis=0), values.max(axis=0)))
    with np.errstate(over="ignore"):
        span = high - low
    return low, np.where(span == 0, 1.0, span)


def _quartiles(values: NDArray[Any]) -> Fit:
    """Median of each column and the distance of its quartiles, 1 where that is 0, by blocks of columns."""
    columns = max(1, _BLOCK // len(values))
    with np.errstate(over="ignore", invalid="ignore"):
        blocks = [
            np.quantile(values[:, start : start + columns].astype(np.float64), (0.25, 0.5, 0.75), axis=0)
            for start in range(0, values.shape[1], columns)
        ]
        low, median, high = np.concatenate(blocks, axis=1)
        span = high - low
    return median, np.where(span == 0, 1.0, span)
