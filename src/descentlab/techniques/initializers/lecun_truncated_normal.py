"""LeCun truncated normal: normal values without tails, of variance 1 / fan_in.

    kernel = noise * sqrt(1 / fan_in) / 0.87962566

Standard normal noise cut off at +-2 has the standard deviation 0.87962566; the division restores 1.
It keeps the signal's variance from layer to layer where the activation is near the identity; SELU asks for it.

Convention: what Keras and JAX call ``lecun_normal``.
"""

from typing import NamedTuple

from descentlab.arrays import Array
from descentlab.contracts import NO_NUMBERS


class LeCunTruncatedNormal(NamedTuple):
    """No hyperparameters."""

    SOURCE = "LeCun, Bottou, Orr & Mueller (1998), Efficient BackProp, section 4.6"
    RANGES = NO_NUMBERS
    NOISE = "truncated_normal"

    def draw(self, noise: Array, fan_in: int, fan_out: int) -> Array:
        """First values, of the noise's shape and dtype; noise: standard normal cut off at +-2."""
        del fan_out  # only the inputs count
        return noise * ((1 / fan_in) ** 0.5 / 0.87962566103423978)
