"""Rectified linear unit: y = max(x, 0).

    dx = dy where x > 0, else 0

Convention: the slope at 0 is 0, as in Keras, PyTorch and JAX. NaN goes through, so that a diverged run shows.
"""

from typing import NamedTuple

from descentlab.arrays import Array, namespace
from descentlab.contracts import NO_NUMBERS


class ReLU(NamedTuple):
    """No hyperparameters."""

    SOURCE = "Nair & Hinton (2010), Rectified Linear Units Improve Restricted Boltzmann Machines"
    RANGES = NO_NUMBERS

    def forward(self, x: Array) -> tuple[Array, Array]:
        """y of x's shape; x is kept."""
        xp = namespace(x)
        return xp.maximum(x, xp.zeros_like(x)), x

    def backward(self, saved: Array, dy: Array) -> Array:
        """dx from dy."""
        xp = namespace(dy)
        return xp.where(saved > 0, dy, xp.zeros_like(dy))
