"""Mish: y = x * tanh(softplus(x)).

    t  = tanh(log(1 + exp(x)))
    dx = dy * (t + x * (1 - t^2) * sigmoid(x))

Convention: Keras, PyTorch and JAX agree.
"""

from typing import NamedTuple

from descentlab.arrays import Array, namespace
from descentlab.contracts import NO_NUMBERS
from descentlab.techniques.activations.sigmoid import Sigmoid
from descentlab.techniques.activations.softplus import Softplus


class Mish(NamedTuple):
    """No hyperparameters."""

    SOURCE = "Misra (2020), Mish: A Self Regularized Non-Monotonic Activation Function, arXiv:1908.08681"
    RANGES = NO_NUMBERS

    def forward(self, x: Array) -> tuple[Array, tuple[Array, Array]]:
        """y of x's shape; x and t are kept."""
        t = namespace(x).tanh(Softplus().forward(x)[0])
        return x * t, (x, t)

    def backward(self, saved: tuple[Array, Array], dy: Array) -> Array:
        """dx from dy."""
        x, t = saved
        s, _ = Sigmoid().forward(x)
        return dy * (t + x * (1 - t**2) * s)
