"""Glorot normal: normal values of variance 2 / (fan_in + fan_out).

    kernel = noise * sqrt(2 / (fan_in + fan_out))

It is the compromise between keeping the variance of the signal forwards and of the gradient backwards.

Convention: plain normal noise (Xavier in PyTorch). Keras's function of this name cuts the noise off at two
standard deviations: here that is ``glorot_truncated_normal``.
"""

from typing import NamedTuple

from descentlab.arrays import Array
from descentlab.contracts import NO_NUMBERS


class GlorotNormal(NamedTuple):
    """No hyperparameters."""

    SOURCE = "Glorot & Bengio (2010), Understanding the difficulty of training deep feedforward networks, equation 16"
    RANGES = NO_NUMBERS
    NOISE = "normal"

    def draw(self, noise: Array, fan_in: int, fan_out: int) -> Array:
        """First values, of the noise's shape and dtype; noise: standard normal."""
        return noise * (2 / (fan_in + fan_out)) ** 0.5
