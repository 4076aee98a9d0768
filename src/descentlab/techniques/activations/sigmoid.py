"""Logistic sigmoid: y = 1 / (1 + exp(-x)).

    dx = dy * y * (1 - y)

For negative x the equal form exp(x) / (1 + exp(x)) is used, so that nothing overflows.
"""

from typing import NamedTuple

from descentlab.arrays import Array, namespace
from descentlab.contracts import NO_NUMBERS


class Sigmoid(NamedTuple):
    """No hyperparameters."""

    SOURCE = "Rumelhart, Hinton & Williams (1986), Learning representations by back-propagating errors"
    RANGES = NO_NUMBERS

    def forward(self, x: Array) -> tuple[Array, Array]:
        """y of x's shape; y is kept."""
        xp = namespace(x)
        small = xp.exp(-xp.abs(x))
        y = xp.where(x >= 0, xp.ones_like(x), small) / (1 + small)
        return y, y

    def backward(self, saved: Array, dy: Array) -> Array:
        """dx from dy."""
        return dy * saved * (1 - saved)
