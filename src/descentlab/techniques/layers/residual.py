"""Residual block: layers learn what is to be added to their own input.

    y  = x + f(x)              f: the layers one after the other
    dx = dy + df(dy)

Convention: nothing follows the sum (the paper's first version puts a ReLU there; put one behind the block for
that), and the shortcut is the input itself, so f must keep the shape. Inner arrays are named as in
``sequential``.
"""

from typing import Any, NamedTuple

from descentlab.arrays import Array, Arrays
from descentlab.contracts import NO_NUMBERS, Layer, Needs, Shape
from descentlab.techniques.layers.sequential import Sequential


class Residual(NamedTuple):
    """Structure: ``layers``, which together keep the shape of their input."""

    layers: tuple[Layer, ...]

    SOURCE = "He, Zhang, Ren & Sun (2016), Deep Residual Learning for Image Recognition, arXiv:1512.03385"
    RANGES = NO_NUMBERS

    def needs(self, inputs: Shape) -> Needs:
        """What the layers need; the output has the inputs' shape. Raises ValueError where theirs has not."""
        needs = Sequential(self.layers).needs(inputs)
        if needs.output != inputs:
            raise ValueError(
                f"layers beside a shortcut must keep the shape: these make {needs.output} of {inputs}"
            )
        return needs

    def forward(self, params: Arrays, state: Arrays, x: Array, noise: Arrays) -> tuple[Array, Any, Arrays]:
        """y of x's shape."""
        y, saved, moved = Sequential(self.layers).forward(params, state, x, noise)
        return x + y, saved, moved

    def backward(self, params: Arrays, saved: Any, dy: Array) -> tuple[Array, Arrays]:
        """dx of dy's shape, and the gradients."""
        dx, grads = Sequential(self.layers).backward(params, saved, dy)
        return dy + dx, grads

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """y of x's shape."""
        return x + Sequential(self.layers).infer(params, state, x)
