"""Ones: every value is one, so that all units of a layer stay alike (a warning example for kernels)."""

from typing import NamedTuple

from descentlab.arrays import Array, namespace
from descentlab.contracts import NO_NUMBERS


class Ones(NamedTuple):
    """No hyperparameters."""

    SOURCE = "Goodfellow, Bengio & Courville (2016), Deep Learning, section 8.4 (why symmetry must be broken)"
    RANGES = NO_NUMBERS
    NOISE = "none"

    def draw(self, noise: Array, fan_in: int, fan_out: int) -> Array:
        """Ones of the noise's shape and dtype."""
        del fan_in, fan_out  # the same for every layer
        return namespace(noise).ones_like(noise)
