"""Gaussian noise: in training, normal noise is added to each entry.

    y  = x + deviation * noise        noise: normal, one value for each entry
    dx = dy

Convention: ``deviation`` is the noise's standard deviation (Keras's ``stddev``), whatever the scale of x.
"""

from typing import Any, NamedTuple

from descentlab.arrays import Array, Arrays, Scalar
from descentlab.contracts import Needs, Noise, Range, Shape


class GaussianNoise(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    deviation: Scalar = 0.1

    SOURCE = "Bishop (1995), Training with Noise is Equivalent to Tikhonov Regularization, Neural Computation 7"
    RANGES = {
        "deviation": Range(lawful=(0, None), search=(0.01, 1.0), scale="log"),
    }

    def needs(self, inputs: Shape) -> Needs:
        """Normal noise for each entry; the output has the inputs' shape."""
        return Needs(inputs, noise={"added": Noise(inputs, kind="normal")})

    def forward(self, params: Arrays, state: Arrays, x: Array, noise: Arrays) -> tuple[Array, Any, Arrays]:
        """y of x's shape; nothing is kept."""
        del params  # none
        return x + self.deviation * noise["added"], (), state

    def backward(self, params: Arrays, saved: Any, dy: Array) -> tuple[Array, Arrays]:
        """dy itself."""
        del params, saved  # none
        return dy, {}

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """x itself."""
        del params, state  # none
        return x
