"""Exponential linear unit: y = x where x > 0, else alpha * (exp(x) - 1).

    dx = dy where x > 0, else dy * alpha * exp(x) = dy * (y + alpha)

The output leans to -alpha on the left, so that its mean is nearer to zero than a ReLU's.

Convention: the slope at 0 is the left side's, alpha, as in Keras, PyTorch and JAX, whose default alpha is 1 too.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class ELU(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    alpha: Scalar = 1.0

    SOURCE = (
        "Clevert, Unterthiner & Hochreiter (2016), Fast and Accurate Deep Network Learning by Exponential Linear "
        "Units, arXiv:1511.07289"
    )
    RANGES = {
        "alpha": Range(lawful=(0, None), search=(0.1, 2.0), scale="log"),
    }

    def forward(self, x: Array) -> tuple[Array, Array]:
        """y of x's shape; y is kept."""
        xp = namespace(x)
        left = xp.minimum(x, xp.zeros_like(x))  # the side that is not used must not overflow
        y = xp.where(x > 0, x, self.alpha * xp.expm1(left))
        return y, y

    def backward(self, saved: Array, dy: Array) -> Array:
        """dx from dy."""
        return namespace(dy).where(saved > 0, dy, dy * (saved + self.alpha))
