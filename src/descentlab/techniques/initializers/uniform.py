"""Uniform: values between -limit and limit for every layer, whatever its size.

    kernel = limit * noise

A uniform value in [-a, a) has the variance a^2 / 3.

Convention: Keras's ``RandomUniform`` and PyTorch's ``uniform_`` are told both ends of the interval; JAX's ``uniform``
draws from [0, scale), where the mean is not zero.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar
from descentlab.contracts import Range


class Uniform(NamedTuple):
    """Hyperparameters: numbers."""

    limit: Scalar = 0.05

    SOURCE = (
        "Rumelhart, Hinton & Williams (1986), Learning representations by back-propagating errors "
        "(small random weights)"
    )
    RANGES = {
        "limit": Range(lawful=(0, None), search=(1e-3, 1e1), scale="log"),
    }
    NOISE = "uniform"

    def draw(self, noise: Array, fan_in: int, fan_out: int) -> Array:
        """First values, of the noise's shape and dtype; noise: uniform in [-1, 1)."""
        del fan_in, fan_out  # the same for every layer
        return self.limit * noise
