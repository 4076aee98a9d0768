"""Scores as numbers: what a diverged run counts as, and how finely float32 tells scores apart."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from descentlab.errors import InputError

Floats: TypeAlias = npt.NDArray[np.float64]

RESOLUTION = 2.0**-23
"""Relative spacing of float32 numbers."""


def worst_score(scores: npt.ArrayLike, worst: float | None = None, higher_is_better: bool = True) -> float:
    """What a diverged run counts as, given all scores of the experiment (of any shape).

    With ``worst`` (0 for an accuracy), that, but never better than a run that ended. Without it, for scores
    that have no bound (R2, losses): as far below the worst finite score as the best lies above it, so that a
    diverged run ranks last and costs its recipe visibly whatever the score's unit. The sign-flip test stays
    exact under any such rule that treats all runs alike; only the size of the difference depends on it.
    """
    table = np.asarray(scores, dtype=np.float64)
    sign = 1.0 if higher_is_better else -1.0
    finite = sign * table[np.isfinite(table)]
    if finite.size == 0:
        return 0.0 if worst is None else worst
    lowest = float(finite.min())
    if worst is not None:
        return sign * min(lowest, sign * worst)
    margin = float(finite.max()) - lowest
    return sign * (lowest - (margin or max(1.0, abs(lowest))))


def replace_diverged(
    scores: npt.ArrayLike, worst: float | None = None, higher_is_better: bool = True
) -> Floats:
    """The scores of a whole experiment, of any shape, with `worst_score` where a run diverged."""
    table = np.asarray(scores, dtype=np.float64)
    return np.where(np.isfinite(table), table, worst_score(table, worst, higher_is_better))


def one_row(values: npt.ArrayLike) -> Floats:
    """Values as float64 with one axis. Raises InputError for another shape."""
    row = np.asarray(values, dtype=np.float64)
    if row.ndim != 1:
        raise InputError(f"one score per seed is needed, an array with one axis: got shape {row.shape}")
    return row
