"""He normal: normal values of variance 2 / fan_in.

    kernel = noise * sqrt(2 / fan_in)

It keeps the signal's mean square from layer to layer under ReLU, which lets half of it through.

Convention: plain normal noise (Kaiming in PyTorch). Keras's function of this name cuts the noise off at two
standard deviations: here that is ``he_truncated_normal``.
"""

from typing import NamedTuple

from descentlab.arrays import Array
from descentlab.contracts import NO_NUMBERS


class HeNormal(NamedTuple):
    """No hyperparameters."""

    SOURCE = "He, Zhang, Ren & Sun (2015), Delving Deep into Rectifiers, section 2.2, arXiv:1502.01852"
    RANGES = NO_NUMBERS
    NOISE = "normal"

    def draw(self, noise: Array, fan_in: int, fan_out: int) -> Array:
        """First values, of the noise's shape and dtype; noise: standard normal."""
        del fan_out  # only the inputs count
        return noise * (2 / fan_in) ** 0.5
