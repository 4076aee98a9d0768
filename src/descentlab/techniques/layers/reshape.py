"""Reshape: the entries of each example in another shape, such as 64 features as an image (8, 8, 1).

    y  = x as (batch, *shape)
    dx = dy in x's shape

Convention: the last axis moves fastest, before and after (NumPy, Keras and PyTorch alike).
"""

from math import prod
from typing import NamedTuple

from descentlab.arrays import Array, Arrays, namespace
from descentlab.contracts import NO_NUMBERS, Needs, Shape


class Reshape(NamedTuple):
    """Structure: ``shape``, that of one example's output, with every length written out."""

    shape: tuple[int, ...]

    SOURCE = "LeCun, Bottou, Bengio & Haffner (1998), Gradient-Based Learning Applied to Document Recognition"
    RANGES = NO_NUMBERS

    def needs(self, inputs: Shape) -> Needs:
        """Nothing; the output has the shape. Raises ValueError where that holds another number of entries."""
        if prod(inputs) != prod(self.shape):
            raise ValueError(f"reshape: inputs of shape {inputs} do not fill the shape {self.shape}")
        return Needs(self.shape)

    def forward(self, params: Arrays, state: Arrays, x: Array, noise: Arrays) -> tuple[Array, Array, Arrays]:
        """y (batch, *shape); x is kept, for its shape."""
        del noise  # nothing is random
        return self.infer(params, state, x), x, state

    def backward(self, params: Arrays, saved: Array, dy: Array) -> tuple[Array, Arrays]:
        """dx of x's shape."""
        del params  # none
        return namespace(dy).reshape(dy, saved.shape), {}

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """y (batch, *shape)."""
        del params, state  # none
        return namespace(x).reshape(x, (x.shape[0], *self.shape))
