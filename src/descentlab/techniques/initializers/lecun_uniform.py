"""LeCun uniform: uniform values of variance 1 / fan_in.

    kernel = noise * sqrt(3 / fan_in)

A uniform value in [-a, a) has the variance a^2 / 3, so the limit a is sqrt(3 / fan_in).
It keeps the signal's variance from layer to layer where the activation is near the identity; SELU asks for it.
"""

from typing import NamedTuple

from descentlab.arrays import Array
from descentlab.contracts import NO_NUMBERS


class LeCunUniform(NamedTuple):
    """No hyperparameters."""

    SOURCE = "LeCun, Bottou, Orr & Mueller (1998), Efficient BackProp, section 4.6"
    RANGES = NO_NUMBERS
    NOISE = "uniform"

    def draw(self, noise: Array, fan_in: int, fan_out: int) -> Array:
        """First values, of the noise's shape and dtype; noise: uniform in [-1, 1)."""
        del fan_out  # only the inputs count
        return noise * (3 / fan_in) ** 0.5
