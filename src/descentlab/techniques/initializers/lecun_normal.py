"""LeCun normal: normal values of variance 1 / fan_in.

    kernel = noise * sqrt(1 / fan_in)

It keeps the signal's variance from layer to layer where the activation is near the identity; SELU asks for it.

Convention: plain normal noise (no special name in PyTorch). Keras's function of this name cuts the noise off at two
standard deviations: here that is ``lecun_truncated_normal``.
"""

from typing import NamedTuple

from descentlab.arrays import Array
from descentlab.contracts import NO_NUMBERS


class LeCunNormal(NamedTuple):
    """No hyperparameters."""

    SOURCE = "LeCun, Bottou, Orr & Mueller (1998), Efficient BackProp, section 4.6"
    RANGES = NO_NUMBERS
    NOISE = "normal"

    def draw(self, noise: Array, fan_in: int, fan_out: int) -> Array:
        """First values, of the noise's shape and dtype; noise: standard normal."""
        del fan_out  # only the inputs count
        return noise * (1 / fan_in) ** 0.5
