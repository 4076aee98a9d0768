"""Hard sigmoid: three straight pieces in the place of a sigmoid.

    y  = 0 where x <= -3, (x + 3) / 6 between, 1 where x >= 3
    dx = dy / 6 where -3 < x < 3, else 0

Convention: relu6(x + 3) / 6, as in Keras 3, PyTorch and JAX, with slope 0 at both corners, as there. Keras 2 had
0.2 * x + 0.5, cut off at 0 and 1.
"""

from typing import NamedTuple

from descentlab.arrays import Array, namespace
from descentlab.contracts import NO_NUMBERS


class HardSigmoid(NamedTuple):
    """No hyperparameters."""

    SOURCE = "Howard et al. (2019), Searching for MobileNetV3, section 5.2, arXiv:1905.02244"
    RANGES = NO_NUMBERS

    def forward(self, x: Array) -> tuple[Array, Array]:
        """y of x's shape; x is kept."""
        return namespace(x).clip(x + 3, 0, 6) / 6, x

    def backward(self, saved: Array, dy: Array) -> Array:
        """dx from dy."""
        xp = namespace(dy)
        return xp.where(xp.abs(saved) < 3, dy / 6, xp.zeros_like(dy))
