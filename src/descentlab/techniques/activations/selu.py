"""Scaled exponential linear unit: an ELU whose two constants keep mean 0 and variance 1.

    y  = scale * x where x > 0, else scale * alpha * (exp(x) - 1)
    dx = scale * dy where x > 0, else dy * scale * alpha * exp(x) = dy * (y + scale * alpha)

If x is normal with mean 0 and variance 1, so are y's mean and variance. Kernels should be drawn to match: by
``lecun_normal``.

Convention: the slope at 0 is the left side's, scale * alpha, as in Keras, PyTorch and JAX.
"""

from typing import NamedTuple

from descentlab.arrays import Array, namespace
from descentlab.contracts import NO_NUMBERS

ALPHA = 1.6732632423543772
SCALE = 1.0507009873554805


class SELU(NamedTuple):
    """No hyperparameters: both constants follow from what is to be kept."""

    SOURCE = (
        "Klambauer, Unterthiner, Mayr & Hochreiter (2017), Self-Normalizing Neural Networks, arXiv:1706.02515"
    )
    RANGES = NO_NUMBERS

    def forward(self, x: Array) -> tuple[Array, Array]:
        """y of x's shape; y is kept."""
        xp = namespace(x)
        left = xp.minimum(x, xp.zeros_like(x))  # the side that is not used must not overflow
        y = SCALE * xp.where(x > 0, x, ALPHA * xp.expm1(left))
        return y, y

    def backward(self, saved: Array, dy: Array) -> Array:
        """dx from dy."""
        return namespace(dy).where(saved > 0, SCALE * dy, dy * (saved + SCALE * ALPHA))
