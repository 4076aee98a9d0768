"""Group normalization: the channels of each example are standardized group by group, then scaled and shifted.

The channels are divided into ``groups`` of neighbours. For each example and group, over its n entries (the
channels of the group at all places of an image):

    mean = sum(x) / n                 variance = sum((x - mean)^2) / n
    z    = (x - mean) / sqrt(variance + epsilon)
    y    = gamma * z + beta           gamma, beta: one for each channel

    dgamma = sum of dy * z, and dbeta = sum of dy, over the batch and all places
    dz     = gamma * dy
    dx     = (dz - mean(dz) - z * mean(dz * z)) / sqrt(variance + epsilon)

It is the same in training and outside of it, and needs no mini-batch. With as many groups as channels it is
instance normalization, with one group the layer normalization of the paper.

Convention: Keras and PyTorch agree but for epsilon, 1e-3 in Keras and 1e-5 in PyTorch, and for where channels
stand: last here, as in Keras.
"""

from typing import Any, NamedTuple

from descentlab.arrays import Array, Arrays, Scalar, namespace
from descentlab.contracts import Needs, Range, Shape, Weights


class GroupNorm(NamedTuple):
    """Structure: ``groups``, of which the channels are a multiple. Hyperparameters: numbers, or arrays of shape ()."""

    groups: int
    epsilon: Scalar = 1e-3

    SOURCE = "Wu & He (2018), Group Normalization, arXiv:1803.08494"
    RANGES = {
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-6, 1e-2), scale="log"),
    }

    def needs(self, inputs: Shape) -> Needs:
        """gamma and beta, (channels,) each; the output has the inputs' shape."""
        if inputs[-1] % self.groups:
            raise ValueError(
                f"group_norm: {inputs[-1]} channels cannot be divided into {self.groups} equal groups"
            )
        channels = inputs[-1:]
        return Needs(inputs, parameters={"gamma": Weights(channels, value=1.0), "beta": Weights(channels)})

    def forward(self, params: Arrays, state: Arrays, x: Array, noise: Arrays) -> tuple[Array, Any, Arrays]:
        """y of x's shape; z and the groups' inverse roots are kept."""
        del noise  # nothing is random
        xp = namespace(x)
        grouped = self._group(x)
        centered = grouped - self._mean(grouped)
        slope = 1 / xp.sqrt(self._mean(centered**2) + self.epsilon)
        z = xp.reshape(centered * slope, x.shape)
        return params["gamma"] * z + params["beta"], (z, slope), state

    def backward(self, params: Arrays, saved: Any, dy: Array) -> tuple[Array, Arrays]:
        """dx of dy's shape, and the gradients."""
        z, slope = saved
        xp = namespace(dy)
        dz, grouped = self._group(params["gamma"] * dy), self._group(z)
        dx = slope * (dz - self._mean(dz) - grouped * self._mean(dz * grouped))
        others = tuple(range(dy.ndim - 1))
        grads = {"gamma": xp.sum(dy * z, axis=others), "beta": xp.sum(dy, axis=others)}
        return xp.reshape(dx, dy.shape), grads

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """y of x's shape."""
        return self.forward(params, state, x, {})[0]

    def _group(self, x: Array) -> Array:
        """(batch, places, groups, channels of a group)."""
        return namespace(x).reshape(x, (x.shape[0], -1, self.groups, x.shape[-1] // self.groups))

    def _mean(self, grouped: Array) -> Array:
        return namespace(grouped).mean(grouped, axis=(1, 3), keepdims=True)
