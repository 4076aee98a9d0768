"""How many seeds would tell: the power of paired tests, by Student's t in place of the sign-flip test.

The sign-flip test of a mean has nearly the power of Student's t test on normal differences, for which there is a
formula: with a true difference d, a standard deviation s over seeds and n seeds the statistic follows Student's
noncentral distribution with n - 1 degrees of freedom and centre sqrt(n) d / s. Simulated, 73 to 85% of the experiments
reach the verdict at the number of seeds that is given for 80%, and more where a dozen suffice (the long test holds it).

Such a number is a guess: it takes the difference and the spread that a few seeds happened to show for the true ones.

Source: Colas, Sigaud & Oudeyer (2018), How Many Random Seeds?, arXiv:1806.08295.
"""

import importlib
import math
from collections.abc import Callable
from functools import partial

MOST_SEEDS = 1000
"""Numbers of seeds are looked for up to this one."""

POWER = 0.8
"""Chance of a verdict that the numbers of seeds are for."""

FEWEST = 5
"""Seeds from which a spread is taken for the true one."""


def seeds_for_difference(difference: float, spread: float, alpha: float) -> int | None:
    """The seeds with which a two-sided test at level alpha shows a true difference with a chance of `POWER`.

    difference: the true mean difference. spread: its standard deviation over seeds. None: more than `MOST_SEEDS`.
    """
    return _fewest(partial(_power_of_difference, abs(difference), spread, alpha), alpha / 2)


def seeds_for_equivalence(difference: float, spread: float, band: float, alpha: float) -> int | None:
    """The seeds with which both one-sided tests at level alpha show a true difference to be within the band.

    None: more than `MOST_SEEDS`, or never, because the difference is not within the band.
    """
    if abs(difference) >= band:
        return None
    return _fewest(partial(_power_of_equivalence, abs(difference), spread, band, alpha), alpha)


def _fewest(power: Callable[[int], float], one_sided: float) -> int | None:
    """The fewest seeds with enough power, and at least so many that not all signs must agree: 2 / 2^n is low enough."""
    low, high = math.ceil(math.log2(2 / one_sided)), MOST_SEEDS
    if power(high) < POWER:
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if power(middle) >= POWER else (middle + 1, high)
    return high


def _power_of_difference(difference: float, spread: float, alpha: float, n: int) -> float:
    quantile = _quantile(n, 1 - alpha / 2)
    return _beyond(quantile, n, difference, spread) + _beyond(quantile, n, -difference, spread)


def _power_of_equivalence(difference: float, spread: float, band: float, alpha: float, n: int) -> float:
    """Both tests succeed: at least the sum of their chances less one."""
    quantile = _quantile(n, 1 - alpha)
    ends = band - difference, band + difference
    return sum(_beyond(quantile, n, end, spread) for end in ends) - 1


def _quantile(n: int, level: float) -> float:
    return float(importlib.import_module("scipy.special").stdtrit(n - 1, level))


def _beyond(quantile: float, n: int, difference: float, spread: float) -> float:
    """Chance of a t statistic above the quantile."""
    if spread == 0:
        return float(difference > 0)
    centre = math.sqrt(n) * difference / spread
    if abs(centre) > 30:  # beyond what the series is made for, and settled
        return float(centre > 0)
    return 1 - float(importlib.import_module("scipy.special").nctdtr(n - 1, centre, quantile))
