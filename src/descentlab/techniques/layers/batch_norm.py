"""Batch normalization: each feature is standardized over the mini-batch, then scaled and shifted.

For each feature, over its m entries in a mini-batch (one an example; of images, all places of all examples):

    mean = sum(x) / m                 variance = sum((x - mean)^2) / m
    z    = (x - mean) / sqrt(variance + epsilon)
    y    = gamma * z + beta

    dgamma = sum(dy * z)              dbeta = sum(dy)
    dx     = gamma / sqrt(variance + epsilon) * (dy - dbeta / m - z * dgamma / m)

    moving_mean     <- momentum * moving_mean     + (1 - momentum) * mean
    moving_variance <- momentum * moving_variance + (1 - momentum) * variance

Outside of training the moving averages stand in for the mini-batch's. A constant feature, or a single entry in
a mini-batch of one example, has variance 0 and gives y = beta, with finite gradients.

Convention: ``momentum`` is the share of the old average that is kept (Keras; PyTorch's is 1 minus it, and its
default 0.1 is ours of 0.9), and the moving variance takes the biased variance, over m (Keras; PyTorch takes
the unbiased one, over m - 1). Features, the channels of images, stand on the last axis (Keras; PyTorch's on the
second).
"""

from math import prod
from typing import Any, NamedTuple

from descentlab.arrays import Array, Arrays, Scalar, namespace
from descentlab.contracts import Needs, Range, Shape, Weights


class BatchNorm(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    momentum: Scalar = 0.9
    epsilon: Scalar = 1e-3

    SOURCE = "Ioffe & Szegedy (2015), Batch Normalization, Algorithm 1, arXiv:1502.03167"
    RANGES = {
        "momentum": Range(lawful=(0, 1), search=(0.8, 0.999)),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-6, 1e-2), scale="log"),
    }

    def needs(self, inputs: Shape) -> Needs:
        """gamma and beta, moving_mean and moving_variance, (features,) each; the output has the inputs' shape."""
        features = inputs[-1:]
        return Needs(
            inputs,
            parameters={"gamma": Weights(features, value=1.0), "beta": Weights(features)},
            state={"moving_mean": Weights(features), "moving_variance": Weights(features, value=1.0)},
        )

    def forward(self, params: Arrays, state: Arrays, x: Array, noise: Arrays) -> tuple[Array, Any, Arrays]:
        """y (batch, ..., features) from x (batch, ..., features)."""
        del noise  # nothing is random
        xp = namespace(x)
        entries = tuple(range(x.ndim - 1))
        mean = xp.mean(x, axis=entries)
        variance = xp.mean((x - mean) ** 2, axis=entries)
        slope = 1 / xp.sqrt(variance + self.epsilon)
        z = (x - mean) * slope
        moved = {
            "moving_mean": self._move(state["moving_mean"], mean),
            "moving_variance": self._move(state["moving_variance"], variance),
        }
        return params["gamma"] * z + params["beta"], (z, slope), moved

    def backward(self, params: Arrays, saved: Any, dy: Array) -> tuple[Array, Arrays]:
        """dx (batch, ..., features), and the gradients."""
        z, slope = saved
        xp = namespace(dy)
        m = prod(dy.shape[:-1])
        entries = tuple(range(dy.ndim - 1))
        dgamma = xp.sum(dy * z, axis=entries)
        dbeta = xp.sum(dy, axis=entries)
        dx = params["gamma"] * slope * (dy - dbeta / m - z * (dgamma / m))
        return dx, {"gamma": dgamma, "beta": dbeta}

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """y (batch, ..., features), by the moving averages."""
        xp = namespace(x)
        slope = params["gamma"] / xp.sqrt(state["moving_variance"] + self.epsilon)
        return (x - state["moving_mean"]) * slope + params["beta"]

    def _move(self, average: Array, value: Array) -> Array:
        return self.momentum * average + (1 - self.momentum) * value
