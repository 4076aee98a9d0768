"""Layer normalization: the features of each example are standardized among themselves, then scaled and shifted.

For each example, over the n entries of the last axis:

    mean = sum(x) / n                 variance = sum((x - mean)^2) / n
    z    = (x - mean) / sqrt(variance + epsilon)
    y    = gamma * z + beta

    dgamma = sum of dy * z, and dbeta = sum of dy, over all other axes
    dz     = gamma * dy
    dx     = (dz - mean(dz) - z * mean(dz * z)) / sqrt(variance + epsilon)

It is the same in training and outside of it. An example whose features are all equal gives y = beta.

Convention: over the last axis alone, also in images (Keras; PyTorch takes as many of the last axes as it is
told, the paper all of a layer). The variance is over n, and epsilon stands within the root, in all of them; it
is 1e-3 in Keras and 1e-5 in PyTorch.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Arrays, Scalar, namespace
from descentlab.contracts import Needs, Range, Shape, Weights


class LayerNorm(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    epsilon: Scalar = 1e-3

    SOURCE = "Ba, Kiros & Hinton (2016), Layer Normalization, arXiv:1607.06450"
    RANGES = {
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-6, 1e-2), scale="log"),
    }

    def needs(self, inputs: Shape) -> Needs:
        """gamma and beta, (features,) each; the output has the inputs' shape."""
        features = inputs[-1:]
        return Needs(inputs, parameters={"gamma": Weights(features, value=1.0), "beta": Weights(features)})

    def forward(
        self, params: Arrays, state: Arrays, x: Array, noise: Arrays
    ) -> tuple[Array, tuple[Array, Array], Arrays]:
        """y of x's shape; z and the inverse root are kept."""
        del noise  # nothing is random
        xp = namespace(x)
        centered = x - xp.mean(x, axis=-1, keepdims=True)
        slope = 1 / xp.sqrt(xp.mean(centered**2, axis=-1, keepdims=True) + self.epsilon)
        z = centered * slope
        return params["gamma"] * z + params["beta"], (z, slope), state

    def backward(self, params: Arrays, saved: tuple[Array, Array], dy: Array) -> tuple[Array, Arrays]:
        """dx of dy's shape, and the gradients."""
        z, slope = saved
        xp = namespace(dy)
        dz = params["gamma"] * dy
        shares = xp.mean(dz, axis=-1, keepdims=True) + z * xp.mean(dz * z, axis=-1, keepdims=True)
        others = tuple(range(dy.ndim - 1))
        grads = {"gamma": xp.sum(dy * z, axis=others), "beta": xp.sum(dy, axis=others)}
        return slope * (dz - shares), grads

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """y of x's shape."""
        return self.forward(params, state, x, {})[0]
