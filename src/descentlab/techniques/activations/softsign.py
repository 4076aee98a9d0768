"""Softsign: y = x / (1 + |x|), which nears -1 and 1 more slowly than tanh.

    dx = dy / (1 + |x|)^2

Convention: Keras, PyTorch and JAX agree.
"""

from typing import NamedTuple

from descentlab.arrays import Array, namespace
from descentlab.contracts import NO_NUMBERS


class Softsign(NamedTuple):
    """No hyperparameters."""

    SOURCE = (
        "Bergstra, Desjardins, Lamblin & Bengio (2009), Quadratic Polynomials Learn Better Image Features, "
        "technical report 1337, Universite de Montreal"
    )
    RANGES = NO_NUMBERS

    def forward(self, x: Array) -> tuple[Array, Array]:
        """y of x's shape; 1 / (1 + |x|) is kept."""
        share = 1 / (1 + namespace(x).abs(x))
        return x * share, share

    def backward(self, saved: Array, dy: Array) -> Array:
        """dx from dy."""
        return dy * saved**2
