"""He uniform: uniform values of variance 2 / fan_in.

    kernel = noise * sqrt(6 / fan_in)

A uniform value in [-a, a) has the variance a^2 / 3, so the limit a is sqrt(6 / fan_in).
It keeps the signal's mean square from layer to layer under ReLU, which lets half of it through.
"""

from typing import NamedTuple

from descentlab.arrays import Array
from descentlab.contracts import NO_NUMBERS


class HeUniform(NamedTuple):
    """No hyperparameters."""

    SOURCE = "He, Zhang, Ren & Sun (2015), Delving Deep into Rectifiers, section 2.2, arXiv:1502.01852"
    RANGES = NO_NUMBERS
    NOISE = "uniform"

    def draw(self, noise: Array, fan_in: int, fan_out: int) -> Array:
        """First values, of the noise's shape and dtype; noise: uniform in [-1, 1)."""
        del fan_out  # only the inputs count
        return noise * (6 / fan_in) ** 0.5
