"""Where each run of a population lies: a rectangle of slots, one row a seed, spread over the processor's cores.

Runs of one seed see the same examples in the same order with the same noise. As they lie in one row, the
mini-batch is gathered once for the row, and XLA finds the row's first layer to be one large matrix product.
"""

from typing import Any, NamedTuple

import numpy as np


class Layout(NamedTuple):
    """grid: (rows, columns) numbers of runs; a run may fill several slots, of which the first counts.

    axis: which of the two is spread over the devices. devices: over how many.
    """

    grid: np.ndarray[Any, np.dtype[np.int64]]
    axis: int
    devices: int


def slots(grid: np.ndarray[Any, np.dtype[np.int64]]) -> dict[int, tuple[int, int]]:
    """Row and column of each run's first slot."""
    places: dict[int, tuple[int, int]] = {}
    for (row, column), run in np.ndenumerate(grid):
        places.setdefault(int(run), (row, column))
    return places


def arrange(seeds: list[int], alive: list[int], devices: int) -> Layout:
    """The smallest rectangle for the runs that are alive.

    seeds: each run's seed. alive: numbers of the runs to place, at least one. Empty slots repeat a run, whose
    result is computed twice and read once.
    """
    rows: dict[int, list[int]] = {}
    for run in alive:
        rows.setdefault(seeds[run], []).append(run)
    columns = max(len(row) for row in rows.values())
    devices = min(devices, len(rows) * columns)
    by_row = _up(len(rows), devices) * columns
    by_column = len(rows) * _up(columns, devices)
    axis = 0 if by_row <= by_column else 1
    height = _up(len(rows), devices) if axis == 0 else len(rows)
    width = columns if axis == 0 else _up(columns, devices)
    filled = [row + [row[0]] * (width - len(row)) for row in rows.values()]
    filled += [filled[0]] * (height - len(filled))
    return Layout(np.asarray(filled, dtype=np.int64), axis, devices)


def _up(size: int, multiple: int) -> int:
    return -(-size // multiple) * multiple
