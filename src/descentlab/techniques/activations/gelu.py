"""Gaussian error linear unit: x times the probability that a standard normal number lies below it.

    p  = erfc(-x / sqrt(2)) / 2
    y  = x * p
    dx = dy * (p + x * exp(-x^2 / 2) / sqrt(2 * pi))

Convention: this is the exact form, the default of PyTorch and of keras.activations; that of JAX and of keras.ops
is the approximation in ``gelu_tanh``. Where others take 1 + erf(x / sqrt(2)), erfc keeps its digits for negative x.
"""

from math import pi, sqrt
from typing import NamedTuple

from descentlab.arrays import Array, namespace
from descentlab.contracts import NO_NUMBERS
from descentlab.erf import erfc


class GELU(NamedTuple):
    """No hyperparameters."""

    SOURCE = "Hendrycks & Gimpel (2016), Gaussian Error Linear Units (GELUs), arXiv:1606.08415"
    RANGES = NO_NUMBERS

    def forward(self, x: Array) -> tuple[Array, tuple[Array, Array]]:
        """y of x's shape; x and p are kept."""
        p = erfc(-x / sqrt(2)) / 2
        return x * p, (x, p)

    def backward(self, saved: tuple[Array, Array], dy: Array) -> Array:
        """dx from dy."""
        x, p = saved
        xp = namespace(x)
        near = xp.clip(x, -40, 40)  # beyond, the second term is 0, and a square could overflow
        return dy * (p + near * xp.exp(-(near**2) / 2) / sqrt(2 * pi))
