"""Parametric ReLU: a leaky ReLU that learns its slopes.

    y      = x where x > 0, else slope * x
    dx     = dy where x > 0, else slope * dy
    dslope = sum of dy * x where x <= 0, over the batch and over all axes but the last

There is one slope for each feature (each channel of an image), or a single one for the whole layer if it is
shared.

Convention: slopes begin at 0.25 (the paper, PyTorch; Keras: 0). PyTorch's default is a single slope (here
shared=True), with num_parameters=channels one for each channel. Keras's default is one for each entry of an example;
for images, shared_axes=[1, 2] gives ours. At 0 the derivative is the slope, as in PyTorch; Keras's is 0.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Arrays, Scalar, namespace
from descentlab.contracts import Needs, Range, Shape, Weights


class PReLU(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (). Structure: ``shared``, whether one slope serves all."""

    initial_slope: Scalar = 0.25
    shared: bool = False

    SOURCE = "He, Zhang, Ren & Sun (2015), Delving Deep into Rectifiers, arXiv:1502.01852"
    RANGES = {
        "initial_slope": Range(lawful=(0, 1), search=(0.0, 0.5)),
    }

    def needs(self, inputs: Shape) -> Needs:
        """slope (features,), or (1,) if it is shared; the output has the inputs' shape."""
        slopes = (1,) if self.shared else inputs[-1:]
        return Needs(inputs, {"slope": Weights(slopes, value=self.initial_slope)})

    def forward(self, params: Arrays, state: Arrays, x: Array, noise: Arrays) -> tuple[Array, Array, Arrays]:
        """y of x's shape; x is kept."""
        del noise  # nothing is random
        return self.infer(params, state, x), x, state

    def backward(self, params: Arrays, saved: Array, dy: Array) -> tuple[Array, Arrays]:
        """dx of dy's shape, and the gradient."""
        xp = namespace(dy)
        dx = xp.where(saved > 0, dy, params["slope"] * dy)
        left = xp.where(saved > 0, xp.zeros_like(dy), dy * saved)
        dslope = xp.sum(left, axis=tuple(range(left.ndim - 1)))
        return dx, {"slope": xp.sum(dslope, axis=0, keepdims=True) if self.shared else dslope}

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """y of x's shape."""
        del state  # nothing runs along
        return namespace(x).where(x > 0, x, params["slope"] * x)
