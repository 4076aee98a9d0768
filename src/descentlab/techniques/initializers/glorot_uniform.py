"""Glorot uniform: uniform values of variance 2 / (fan_in + fan_out).

    kernel = noise * sqrt(6 / (fan_in + fan_out))

A uniform value in [-a, a) has the variance a^2 / 3, so the limit a is sqrt(6 / (fan_in + fan_out)).
It is the compromise between keeping the variance of the signal forwards and of the gradient backwards.
"""

from typing import NamedTuple

from descentlab.arrays import Array
from descentlab.contracts import NO_NUMBERS


class GlorotUniform(NamedTuple):
    """No hyperparameters."""

    SOURCE = "Glorot & Bengio (2010), Understanding the difficulty of training deep feedforward networks, equation 16"
    RANGES = NO_NUMBERS
    NOISE = "uniform"

    def draw(self, noise: Array, fan_in: int, fan_out: int) -> Array:
        """First values, of the noise's shape and dtype; noise: uniform in [-1, 1)."""
        return noise * (6 / (fan_in + fan_out)) ** 0.5
