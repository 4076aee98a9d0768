"""Inverted dropout: in training each entry is dropped with probability ``rate``, the others are made larger.

    mask = (noise >= rate) / (1 - rate)       noise: uniform in [0, 1), one value for each entry
    y    = x * mask
    dx   = dy * mask

Dividing by the share that is kept leaves the expected output as it was, so that nothing is to be done outside
of training. At rate 1 everything is dropped and the output is zero.

Convention: ``rate`` is the probability of dropping (Keras, PyTorch; the courses' keep_prob is 1 - rate).
"""

from typing import NamedTuple

from descentlab.arrays import Array, Arrays, Scalar, namespace
from descentlab.contracts import Needs, Noise, Range, Shape


class Dropout(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    rate: Scalar = 0.5

    SOURCE = (
        "Srivastava et al. (2014), Dropout: A Simple Way to Prevent Neural Networks from Overfitting, JMLR 15"
    )
    RANGES = {
        "rate": Range(lawful=(0, 1), search=(0.0, 0.7)),
    }

    def needs(self, inputs: Shape) -> Needs:
        """Noise for each entry; the output has the inputs' shape."""
        return Needs(inputs, noise={"mask": Noise(inputs)})

    def forward(self, params: Arrays, state: Arrays, x: Array, noise: Arrays) -> tuple[Array, Array, Arrays]:
        """y of x's shape; the mask is kept."""
        del params  # none
        xp = namespace(x)
        kept = xp.astype(noise["mask"] >= self.rate, x.dtype)
        share = xp.ones_like(x) - self.rate
        mask = kept / xp.where(share > 0, share, xp.ones_like(x))
        return x * mask, mask, state

    def backward(self, params: Arrays, saved: Array, dy: Array) -> tuple[Array, Arrays]:
        """dx of dy's shape."""
        del params  # none
        return dy * saved, {}

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """x itself."""
        del params, state  # none
        return x
