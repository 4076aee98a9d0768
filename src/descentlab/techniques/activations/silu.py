"""Sigmoid linear unit, also known as swish: y = x * sigmoid(x).

    s  = sigmoid(x)
    dx = dy * s * (1 + x * (1 - s))

Convention: swish with its beta at 1, as in Keras (silu, swish), PyTorch and JAX.
"""

from typing import NamedTuple

from descentlab.arrays import Array
from descentlab.contracts import NO_NUMBERS
from descentlab.techniques.activations.sigmoid import Sigmoid


class SiLU(NamedTuple):
    """No hyperparameters."""

    SOURCE = (
        "Elfwing, Uchibe & Doya (2018), Sigmoid-Weighted Linear Units for Neural Network Function Approximation in "
        "Reinforcement Learning, arXiv:1702.03118; Ramachandran, Zoph & Le (2017), arXiv:1710.05941"
    )
    RANGES = NO_NUMBERS

    def forward(self, x: Array) -> tuple[Array, tuple[Array, Array]]:
        """y of x's shape; x and s are kept."""
        s, _ = Sigmoid().forward(x)
        return x * s, (x, s)

    def backward(self, saved: tuple[Array, Array], dy: Array) -> Array:
        """dx from dy."""
        x, s = saved
        return dy * (s * (1 + x * (1 - s)))
