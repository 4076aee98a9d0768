"""Hyperbolic tangent: y = tanh(x).

dx = dy * (1 - y^2)
"""

from typing import NamedTuple

from descentlab.arrays import Array, namespace
from descentlab.contracts import NO_NUMBERS


class Tanh(NamedTuple):
    """No hyperparameters."""

    SOURCE = "LeCun, Bottou, Orr & Mueller (1998), Efficient BackProp, section 4.4"
    RANGES = NO_NUMBERS

    def forward(self, x: Array) -> tuple[Array, Array]:
        """y of x's shape; y is kept."""
        y = namespace(x).tanh(x)
        return y, y

    def backward(self, saved: Array, dy: Array) -> Array:
        """dx from dy."""
        return dy * (1 - saved**2)
