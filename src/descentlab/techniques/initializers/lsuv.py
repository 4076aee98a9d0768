"""LSUV: an orthogonal kernel, divided by the standard deviation of what its layer makes of real examples.

    kernel <- kernel / deviation      deviation: of all the layer's outputs on a mini-batch together

Layer by layer from the first: so every layer's outputs begin with variance 1, whatever activations are in between.
Outputs that are all alike have no deviation; their kernel stays.

Convention: the paper divides until the variance is within a tolerance of 1. Outputs are linear in their kernel, so
that once is enough, and exact; the biases, which begin at zero, do not disturb it.
"""

from typing import NamedTuple

from descentlab.arrays import Array, namespace
from descentlab.contracts import NO_NUMBERS
from descentlab.techniques.initializers.orthogonal import Orthogonal


class LSUV(NamedTuple):
    """No hyperparameters."""

    SOURCE = "Mishkin & Matas (2016), All you need is a good init, arXiv:1511.06422"
    RANGES = NO_NUMBERS
    NOISE = "normal"
    ROUNDS = 1

    def draw(self, noise: Array, fan_in: int, fan_out: int) -> Array:
        """First values, of the noise's shape and dtype; noise: standard normal, of two axes or more."""
        return Orthogonal().draw(noise, fan_in, fan_out)

    def rescale(self, kernel: Array, outputs: Array) -> Array:
        """The next kernel, from the outputs (batch, ...) that the layer has with this one."""
        xp = namespace(outputs)
        deviation = xp.std(outputs)
        rounding = 1e-6 * xp.max(abs(outputs))  # what may be left of the deviation where all are alike
        return kernel / xp.where(deviation <= rounding, xp.ones_like(deviation), deviation)
