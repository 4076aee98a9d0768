"""He truncated normal: normal values without tails, of variance 2 / fan_in.

    kernel = noise * sqrt(2 / fan_in) / 0.87962566

Standard normal noise cut off at +-2 has the standard deviation 0.87962566; the division restores 1.
It keeps the signal's mean square from layer to layer under ReLU, which lets half of it through.

Convention: what Keras and JAX call ``he_normal``.
"""

from typing import NamedTuple

from descentlab.arrays import Array
from descentlab.contracts import NO_NUMBERS


class HeTruncatedNormal(NamedTuple):
    """No hyperparameters."""

    SOURCE = "He, Zhang, Ren & Sun (2015), Delving Deep into Rectifiers, section 2.2, arXiv:1502.01852"
    RANGES = NO_NUMBERS
    NOISE = "truncated_normal"

    def draw(self, noise: Array, fan_in: int, fan_out: int) -> Array:
        """First values, of the noise's shape and dtype; noise: standard normal cut off at +-2."""
        del fan_out  # only the inputs count
        return noise * ((2 / fan_in) ** 0.5 / 0.87962566103423978)
