"""Several comparisons at once: corrected p-values, and the fewest seeds with which a test can say anything."""

import math

import numpy as np
import numpy.typing as npt

from descentlab.experiments.statistics.scores import Floats, one_row


def holm(p_values: npt.ArrayLike) -> Floats:
    """p-values corrected for their number m, in the order given, shape (m,).

    Sorted upwards, the i-th (from 0) is multiplied by m - i; none may be below its predecessor or above 1.
    The chance of one false alarm or more among the m is then at most alpha, however they depend on each other.

    Source: Holm (1979), A Simple Sequentially Rejective Multiple Test Procedure, Scand. J. Statist. 6.
    """
    raw = one_row(p_values)
    order = np.argsort(raw, kind="stable")
    corrected = np.empty_like(raw)
    corrected[order] = np.maximum.accumulate(raw[order] * np.arange(raw.size, 0, -1))
    return np.minimum(corrected, 1.0)


def smallest_p(n: int) -> float:
    """The smallest p-value of an exact paired test on n seeds: 2 / 2^n, reached when one side wins them all."""
    return min(1.0, 2.0 / 2.0**n)


def seeds_needed(comparisons: int, alpha: float = 0.05) -> int:
    """The fewest seeds with which one of so many comparisons, Holm-corrected, can reach alpha."""
    return math.ceil(math.log2(2 * comparisons / alpha))
