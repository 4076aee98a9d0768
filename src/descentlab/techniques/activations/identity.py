"""Identity: y = x."""

from typing import NamedTuple

from descentlab.arrays import Array
from descentlab.contracts import NO_NUMBERS


class Identity(NamedTuple):
    """No hyperparameters."""

    SOURCE = "Goodfellow, Bengio & Courville (2016), Deep Learning, section 6.3"
    RANGES = NO_NUMBERS

    def forward(self, x: Array) -> tuple[Array, None]:
        """y of x's shape."""
        return x, None

    def backward(self, saved: None, dy: Array) -> Array:
        """dx = dy."""
        del saved  # the slope is one everywhere
        return dy
