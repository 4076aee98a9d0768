"""Flatten: the entries of each example in one row, in front of a dense layer.

    y  = x as (batch, entries)
    dx = dy in x's shape

Convention: the last axis moves fastest. An image is read row by row with its channels side by side, as in
Keras; PyTorch, whose channels come first, has another order.
"""

from math import prod
from typing import NamedTuple

from descentlab.arrays import Array, Arrays, namespace
from descentlab.contracts import NO_NUMBERS, Needs, Shape


class Flatten(NamedTuple):
    """No hyperparameters."""

    SOURCE = "LeCun, Bottou, Bengio & Haffner (1998), Gradient-Based Learning Applied to Document Recognition"
    RANGES = NO_NUMBERS

    def needs(self, inputs: Shape) -> Needs:
        """Nothing; the output is (entries,)."""
        return Needs((prod(inputs),))

    def forward(self, params: Arrays, state: Arrays, x: Array, noise: Arrays) -> tuple[Array, Array, Arrays]:
        """y (batch, entries); x is kept, for its shape."""
        del noise  # nothing is random
        return self.infer(params, state, x), x, state

    def backward(self, params: Arrays, saved: Array, dy: Array) -> tuple[Array, Arrays]:
        """dx of x's shape."""
        del params  # none
        return namespace(dy).reshape(dy, saved.shape), {}

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """y (batch, entries)."""
        del params, state  # none
        return namespace(x).reshape(x, (x.shape[0], prod(x.shape[1:])))
