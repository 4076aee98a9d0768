"""Gaussian dropout: in training each entry is multiplied by normal noise around 1, as varied as dropout's.

    mask = 1 + sqrt(rate / (1 - rate)) * noise        noise: normal, one value for each entry
    y    = x * mask
    dx   = dy * mask

The factor has the mean 1 and the variance rate / (1 - rate), those of inverted dropout at that rate, so that
nothing is to be done outside of training.

Convention: ``rate`` is that of the dropout it stands for, as in Keras; the paper's variance (1 - p) / p is the
same, its p being 1 - rate.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Arrays, Scalar
from descentlab.contracts import Needs, Noise, Range, Shape


class GaussianDropout(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    rate: Scalar = 0.5

    SOURCE = (
        "Srivastava et al. (2014), Dropout: A Simple Way to Prevent Neural Networks from Overfitting, JMLR 15,"
        " section 10"
    )
    RANGES = {
        "rate": Range(lawful=(0, 1), closed="left", search=(0.0, 0.7)),
    }

    def needs(self, inputs: Shape) -> Needs:
        """Normal noise for each entry; the output has the inputs' shape."""
        return Needs(inputs, noise={"mask": Noise(inputs, kind="normal")})

    def forward(self, params: Arrays, state: Arrays, x: Array, noise: Arrays) -> tuple[Array, Array, Arrays]:
        """y of x's shape; the mask is kept."""
        del params  # none
        mask = 1 + (self.rate / (1 - self.rate)) ** 0.5 * noise["mask"]
        return x * mask, mask, state

    def backward(self, params: Arrays, saved: Array, dy: Array) -> tuple[Array, Arrays]:
        """dx of dy's shape."""
        del params  # none
        return dy * saved, {}

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """x itself."""
        del params, state  # none
        return x
