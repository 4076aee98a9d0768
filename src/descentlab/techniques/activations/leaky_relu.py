"""Leaky ReLU: y = x where x > 0, else negative_slope * x.

    dx = dy where x > 0, else negative_slope * dy

Convention: ``negative_slope`` 0.01 is the default of the paper, PyTorch and JAX; Keras's is 0.3 in the layer
and 0.2 in the function.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class LeakyReLU(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    negative_slope: Scalar = 0.01

    SOURCE = "Maas, Hannun & Ng (2013), Rectifier Nonlinearities Improve Neural Network Acoustic Models"
    RANGES = {
        "negative_slope": Range(lawful=(0, 1), search=(1e-3, 0.3), scale="log"),
    }

    def forward(self, x: Array) -> tuple[Array, Array]:
        """y of x's shape; x is kept."""
        return namespace(x).where(x > 0, x, self.negative_slope * x), x

    def backward(self, saved: Array, dy: Array) -> Array:
        """dx from dy."""
        return namespace(dy).where(saved > 0, dy, self.negative_slope * dy)
