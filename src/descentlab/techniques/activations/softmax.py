"""Softmax: positive numbers that sum to one, along the last axis.

    y  = exp(x - max(x)) / sum(exp(x - max(x)))
    dx = y * (dy - sum(dy * y))

The shift by the largest entry leaves y as it is and keeps exp from overflowing. In front of a loss, prefer
``softmax_cross_entropy`` on the scores themselves: it keeps the digits of small probabilities.

Convention: along the last axis, as in Keras and JAX; PyTorch wants the axis said.
"""

from typing import NamedTuple

from descentlab.arrays import Array, namespace
from descentlab.contracts import NO_NUMBERS


class Softmax(NamedTuple):
    """No hyperparameters."""

    SOURCE = "Bridle (1990), Training Stochastic Model Recognition Algorithms as Networks"
    RANGES = NO_NUMBERS

    def forward(self, x: Array) -> tuple[Array, Array]:
        """y of x's shape; y is kept."""
        xp = namespace(x)
        small = xp.exp(x - xp.max(x, axis=-1, keepdims=True))
        y = small / xp.sum(small, axis=-1, keepdims=True)
        return y, y

    def backward(self, saved: Array, dy: Array) -> Array:
        """dx from dy."""
        return saved * (dy - namespace(dy).sum(dy * saved, axis=-1, keepdims=True))
