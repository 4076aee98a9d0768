"""Softplus: y = log(1 + exp(x)), a ReLU with its corner rounded off.

    y  = max(x, 0) + log(1 + exp(-|x|))       the same, written so that nothing overflows
    dx = dy * sigmoid(x)

Convention: Keras's and JAX's. PyTorch has a factor beta, here 1, and takes y = x from x = 20 on, where the two
differ by 2e-9.
"""

from typing import NamedTuple

from descentlab.arrays import Array, namespace
from descentlab.contracts import NO_NUMBERS
from descentlab.techniques.activations.sigmoid import Sigmoid


class Softplus(NamedTuple):
    """No hyperparameters."""

    SOURCE = (
        "Dugas, Bengio, Belisle, Nadeau & Garcia (2001), Incorporating Second-Order Functional Knowledge for Better "
        "Option Pricing"
    )
    RANGES = NO_NUMBERS

    def forward(self, x: Array) -> tuple[Array, Array]:
        """y of x's shape; x is kept."""
        xp = namespace(x)
        return xp.maximum(x, xp.zeros_like(x)) + xp.log1p(xp.exp(-xp.abs(x))), x

    def backward(self, saved: Array, dy: Array) -> Array:
        """dx from dy."""
        return dy * Sigmoid().forward(saved)[0]
