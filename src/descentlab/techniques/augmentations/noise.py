"""Noise: independent normal noise is added to every feature or pixel.

    y = x + deviation * noise      noise: normal of mean 0 and variance 1

For small noise it acts as a penalty on the network's slopes (Bishop).

Convention: ``deviation`` is the standard deviation, and pixels may leave [0, 1] (Keras's ``GaussianNoise``,
whose stddev it is, does the same).
"""

from collections.abc import Mapping
from typing import NamedTuple

from descentlab import contracts
from descentlab.arrays import Array, Arrays, Scalar
from descentlab.contracts import Range, Shape


class Noise(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    deviation: Scalar = 0.1

    SOURCE = (
        "Bishop (1995), Training with Noise is Equivalent to Tikhonov Regularization, Neural Computation 7(1)"
    )
    RANGES = {
        "deviation": Range(lawful=(0, None), search=(1e-3, 1e0), scale="log"),
    }
    INPUTS = "any"
    MIXES = False

    def needs(self, inputs: Shape) -> Mapping[str, contracts.Noise]:
        """Normal noise for each entry."""
        return {"noise": contracts.Noise(inputs, "normal")}

    def apply(self, x: Array, targets: Array, noise: Arrays) -> tuple[Array, Array]:
        """Examples with noise, of x's shape; the targets are left."""
        return x + self.deviation * noise["noise"], targets
