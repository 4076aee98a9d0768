"""Alpha dropout: dropout for SELU networks, which keeps entries of mean 0 and variance 1 as they are on average.

A dropped entry becomes SELU's lowest value, and all are then shifted and scaled:

    lowest = -scale * alpha                            of SELU: scale 1.0507..., alpha 1.6732..., lowest -1.7580...
    kept   = noise >= rate                             noise: uniform in [0, 1), one value for each entry
    a      = ((1 - rate) * (1 + rate * lowest^2))^(-1/2)
    y      = a * (x where kept, lowest elsewhere) - a * rate * lowest
    dx     = a * dy where kept, 0 elsewhere

Convention: ``rate`` is the probability of dropping (Keras, PyTorch; the paper's q is 1 - rate). At rate 1,
which is not lawful here, PyTorch gives zeros.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Arrays, Scalar, namespace
from descentlab.contracts import Needs, Noise, Range, Shape

LOWEST = -1.0507009873554805 * 1.6732632423543772
"""What SELU tends to for inputs far below zero."""


class AlphaDropout(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    rate: Scalar = 0.05

    SOURCE = (
        "Klambauer, Unterthiner, Mayr & Hochreiter (2017), Self-Normalizing Neural Networks, arXiv:1706.02515"
    )
    RANGES = {
        "rate": Range(lawful=(0, 1), closed="left", search=(0.0, 0.3)),
    }

    def needs(self, inputs: Shape) -> Needs:
        """Noise for each entry; the output has the inputs' shape."""
        return Needs(inputs, noise={"mask": Noise(inputs)})

    def forward(self, params: Arrays, state: Arrays, x: Array, noise: Arrays) -> tuple[Array, Array, Arrays]:
        """y of x's shape; the factor of each entry is kept."""
        del params  # none
        xp = namespace(x)
        kept = noise["mask"] >= self.rate
        a = ((1 - self.rate) * (1 + self.rate * LOWEST**2)) ** -0.5
        y = a * xp.where(kept, x, xp.full_like(x, LOWEST)) - a * self.rate * LOWEST
        return y, a * xp.astype(kept, x.dtype), state

    def backward(self, params: Arrays, saved: Array, dy: Array) -> tuple[Array, Arrays]:
        """dx of dy's shape."""
        del params  # none
        return dy * saved, {}

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """x itself."""
        del params, state  # none
        return x
