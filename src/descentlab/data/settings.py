"""Checks of the numbers that a caller chooses: counts, fractions, seeds."""

import math
from numbers import Integral, Real
from typing import Any

from descentlab.errors import SettingError

LARGEST_SEED = 2**32 - 1  # what scikit-learn's generators take


def whole(what: str, value: Any, least: int, most: int | None = None) -> int:
    """The value as an int. Raises SettingError unless it is a whole number from ``least`` to ``most``."""
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise SettingError(f"{what} is {value!r}; it must be a whole number")
    number = int(value)
    if number < least or (most is not None and number > most):
        reach = f"at least {least}" if most is None else f"from {least} to {most}"
        raise SettingError(f"{what} is {number}; it must be {reach}")
    return number


def seed_number(what: str, value: Any) -> int:
    """The value as a seed. Raises SettingError unless it is a whole number from 0 to 2^32 - 1."""
    return whole(what, value, 0, LARGEST_SEED)


def real(what: str, value: Any) -> float:
    """The value as a float. Raises SettingError unless it is a finite number, zero or positive."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise SettingError(f"{what} is {value!r}; it must be a number")
    number = float(value)
    if not (math.isfinite(number) and number >= 0):
        raise SettingError(f"{what} is {number:g}; it must be finite and not negative")
    return number


def fraction(what: str, value: Any) -> float:
    """The value as a float. Raises SettingError unless 0 <= value < 1."""
    number = real(what, value)
    if number >= 1:
        raise SettingError(f"{what} is {number:g}; it must be a fraction, from 0 to below 1")
    return number
