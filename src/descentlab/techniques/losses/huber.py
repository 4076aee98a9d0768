"""Huber loss: half the squared difference where it is small, and its size where it is large.

For one example with outputs z and targets y, k of each, target by target:

    size = |z - y|
    near = min(size, delta)
    loss = sum(near * (size - near / 2)) / k
    dz   = near * sign(z - y) / k * dloss

So a target's term is size^2 / 2 up to delta, then delta * (size - delta / 2), and no gradient is longer than delta.

Convention: PyTorch's HuberLoss and Keras's Huber, with the mean over targets. With a large delta it is half of the mean
squared error.
"""

from typing import Any, NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class Huber(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    delta: Scalar = 1.0

    SOURCE = "Huber (1964), Robust Estimation of a Location Parameter, Annals of Mathematical Statistics 35"
    RANGES = {
        "delta": Range(lawful=(0, None), closed="neither", search=(0.1, 10.0), scale="log"),
    }
    TASK = "regression"

    def outputs(self, classes: int) -> int:
        """One output for each target."""
        return classes

    def forward(self, outputs: Array, targets: Array) -> tuple[Array, Any]:
        """Losses (batch,) from outputs and targets (batch, k)."""
        xp = namespace(outputs)
        difference = outputs - targets
        size = xp.abs(difference)
        near = xp.minimum(size, self.delta * xp.ones_like(size))
        return xp.mean(near * (size - near / 2), axis=-1), near * xp.sign(difference)

    def backward(self, saved: Array, dlosses: Array) -> Array:
        """doutputs (batch, k) from dlosses (batch,)."""
        return saved / saved.shape[-1] * dlosses[:, None]

    def predict(self, outputs: Array) -> Array:
        """The outputs are the values."""
        return outputs
