"""Gaussian error linear unit by a hyperbolic tangent: close to ``gelu`` (within 0.0005), and cheaper.

    u  = sqrt(2 / pi) * (x + 0.044715 * x^3)
    t  = tanh(u)
    y  = x * (1 + t) / 2
    dx = dy * ((1 + t) / 2 + x * (1 - t^2) / 2 * sqrt(2 / pi) * (1 + 3 * 0.044715 * x^2))

Convention: PyTorch's approximate="tanh", Keras's approximate=True, and the default of JAX's gelu.
"""

from math import pi, sqrt
from typing import NamedTuple

from descentlab.arrays import Array, namespace
from descentlab.contracts import NO_NUMBERS

CUBIC = 0.044715
SLOPE = sqrt(2 / pi)


class GELUTanh(NamedTuple):
    """No hyperparameters."""

    SOURCE = "Hendrycks & Gimpel (2016), Gaussian Error Linear Units (GELUs), section 2, arXiv:1606.08415"
    RANGES = NO_NUMBERS

    def forward(self, x: Array) -> tuple[Array, tuple[Array, Array]]:
        """y of x's shape; x and t are kept."""
        xp = namespace(x)
        near = self._near(x)
        t = xp.tanh(SLOPE * (near + CUBIC * near**3))
        return x * ((1 + t) / 2), (x, t)

    def backward(self, saved: tuple[Array, Array], dy: Array) -> Array:
        """dx from dy."""
        x, t = saved
        near = self._near(x)
        du = SLOPE * (1 + 3 * CUBIC * near**2)
        return dy * ((1 + t) / 2 + near * (1 - t**2) / 2 * du)

    def _near(self, x: Array) -> Array:
        return namespace(x).clip(x, -10, 10)  # beyond, t is -1 or 1, and a cube could overflow
