"""Glorot truncated normal: normal values without tails, of variance 2 / (fan_in + fan_out).

    kernel = noise * sqrt(2 / (fan_in + fan_out)) / 0.87962566

Standard normal noise cut off at +-2 has the standard deviation 0.87962566; the division restores 1.
It is the compromise between keeping the variance of the signal forwards and of the gradient backwards.

Convention: what Keras and JAX call ``glorot_normal``.
"""

from typing import NamedTuple

from descentlab.arrays import Array
from descentlab.contracts import NO_NUMBERS


class GlorotTruncatedNormal(NamedTuple):
    """No hyperparameters."""

    SOURCE = "Glorot & Bengio (2010), Understanding the difficulty of training deep feedforward networks, equation 16"
    RANGES = NO_NUMBERS
    NOISE = "truncated_normal"

    def draw(self, noise: Array, fan_in: int, fan_out: int) -> Array:
        """First values, of the noise's shape and dtype; noise: standard normal cut off at +-2."""
        return noise * ((2 / (fan_in + fan_out)) ** 0.5 / 0.87962566103423978)
