"""Constant: every entry has one value, so that all units of a layer stay alike (a warning example for kernels).

    kernel = value

Convention: Keras's default value is 0; that is ``zeros`` here.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class Constant(NamedTuple):
    """Hyperparameters: numbers."""

    value: Scalar = 0.1

    SOURCE = "Goodfellow, Bengio & Courville (2016), Deep Learning, section 8.4 (why symmetry must be broken)"
    RANGES = {
        "value": Range(search=(-1.0, 1.0)),
    }
    NOISE = "none"

    def draw(self, noise: Array, fan_in: int, fan_out: int) -> Array:
        """The value in the noise's shape and dtype."""
        del fan_in, fan_out  # the same for every layer
        return self.value * namespace(noise).ones_like(noise)
