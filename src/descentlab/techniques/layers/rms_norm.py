"""RMS normalization: each example's features are divided by their root mean square, then scaled.

For each example, over the n entries of the last axis:

    z  = x / sqrt(sum(x^2) / n + epsilon)
    y  = gamma * z

    dgamma = sum of dy * z over all other axes
    dz     = gamma * dy
    dx     = (dz - z * mean(dz * z)) / sqrt(sum(x^2) / n + epsilon)

Layer normalization without taking the mean away and without a shift. It is the same in training and outside of
it. An example of zeros gives zeros.

Convention: epsilon stands within the root (Keras, PyTorch; the paper has none). It is 1e-6 in Keras; PyTorch
takes the smallest step from 1 to the next number of the dtype. What we call ``gamma`` is ``scale`` in Keras and
``weight`` in PyTorch.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Arrays, Scalar, namespace
from descentlab.contracts import Needs, Range, Shape, Weights


class RMSNorm(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    epsilon: Scalar = 1e-6

    SOURCE = "Zhang & Sennrich (2019), Root Mean Square Layer Normalization, arXiv:1910.07467"
    RANGES = {
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-8, 1e-2), scale="log"),
    }

    def needs(self, inputs: Shape) -> Needs:
        """gamma (features,); the output has the inputs' shape."""
        return Needs(inputs, parameters={"gamma": Weights(inputs[-1:], value=1.0)})

    def forward(
        self, params: Arrays, state: Arrays, x: Array, noise: Arrays
    ) -> tuple[Array, tuple[Array, Array], Arrays]:
        """y of x's shape; z and the inverse root are kept."""
        del noise  # nothing is random
        xp = namespace(x)
        slope = 1 / xp.sqrt(xp.mean(x**2, axis=-1, keepdims=True) + self.epsilon)
        z = x * slope
        return params["gamma"] * z, (z, slope), state

    def backward(self, params: Arrays, saved: tuple[Array, Array], dy: Array) -> tuple[Array, Arrays]:
        """dx of dy's shape, and the gradient."""
        z, slope = saved
        xp = namespace(dy)
        dz = params["gamma"] * dy
        dx = slope * (dz - z * xp.mean(dz * z, axis=-1, keepdims=True))
        return dx, {"gamma": xp.sum(dy * z, axis=tuple(range(dy.ndim - 1)))}

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """y of x's shape."""
        return self.forward(params, state, x, {})[0]
