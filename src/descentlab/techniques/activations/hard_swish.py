"""Hard swish: x times its hard sigmoid.

    y  = 0 where x <= -3, x * (x + 3) / 6 between, x where x >= 3
    dx = 0 where x <= -3, dy * (x / 3 + 1 / 2) between, dy where x >= 3

Convention: Keras (hard_swish, hard_silu), PyTorch and JAX agree, on the slopes 0 and 1 at the two corners as well.
"""

from typing import NamedTuple

from descentlab.arrays import Array, namespace
from descentlab.contracts import NO_NUMBERS
from descentlab.techniques.activations.hard_sigmoid import HardSigmoid


class HardSwish(NamedTuple):
    """No hyperparameters."""

    SOURCE = "Howard et al. (2019), Searching for MobileNetV3, section 5.2, arXiv:1905.02244"
    RANGES = NO_NUMBERS

    def forward(self, x: Array) -> tuple[Array, Array]:
        """y of x's shape; x is kept."""
        return x * HardSigmoid().forward(x)[0], x

    def backward(self, saved: Array, dy: Array) -> Array:
        """dx from dy."""
        xp = namespace(dy)
        right = xp.where(saved >= 3, dy, xp.zeros_like(dy))
        return xp.where(xp.abs(saved) < 3, dy * (saved / 3 + 0.5), right)
