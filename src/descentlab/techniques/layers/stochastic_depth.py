"""Stochastic depth: in training, a residual block's layers are skipped for some of the examples.

    mask = (noise < survival_rate) / survival_rate      noise: uniform in [0, 1), one value for each example
    y    = x + mask * f(x)                              f: the layers one after the other
    dx   = dy + df(mask * dy)

At survival rate 0 every block is skipped and y = x.

Convention: the layers' output is divided by the rate in training, and used as it is outside of training
(torchvision; the paper multiplies it by the rate outside of training instead). Each example is skipped by
itself (torchvision's mode "row"; the paper skips a block for the whole mini-batch, which saves its time).
``survival_rate`` is the probability of staying; torchvision's ``p`` is 1 minus it. Nothing follows the sum. A
normalization among the layers still sees all examples.
"""

from typing import Any, NamedTuple

from descentlab.arrays import Array, Arrays, Scalar, namespace
from descentlab.contracts import Layer, Needs, Noise, Range, Shape
from descentlab.techniques.layers.residual import Residual
from descentlab.techniques.layers.sequential import Sequential


class StochasticDepth(NamedTuple):
    """Structure: ``layers``, which together keep the shape. Hyperparameters: numbers, or arrays of shape ()."""

    layers: tuple[Layer, ...]
    survival_rate: Scalar = 0.8

    SOURCE = "Huang, Sun, Liu, Sedra & Weinberger (2016), Deep Networks with Stochastic Depth, arXiv:1603.09382"
    RANGES = {
        "survival_rate": Range(lawful=(0, 1), search=(0.5, 1.0)),
    }

    def needs(self, inputs: Shape) -> Needs:
        """What the layers need, and noise for each example; the output has the inputs' shape."""
        needs = Residual(self.layers).needs(inputs)
        return needs._replace(noise={**needs.noise, "mask": Noise(())})

    def forward(self, params: Arrays, state: Arrays, x: Array, noise: Arrays) -> tuple[Array, Any, Arrays]:
        """y of x's shape; the mask is kept besides what the layers keep."""
        xp = namespace(x)
        rate = xp.zeros_like(noise["mask"]) + self.survival_rate
        stays = xp.astype(noise["mask"] < rate, x.dtype) / xp.where(rate > 0, rate, xp.ones_like(rate))
        mask = xp.reshape(stays, (-1, *(1,) * (x.ndim - 1)))
        y, saved, moved = Sequential(self.layers).forward(params, state, x, noise)
        return x + mask * y, (mask, saved), moved

    def backward(self, params: Arrays, saved: Any, dy: Array) -> tuple[Array, Arrays]:
        """dx of dy's shape, and the gradients."""
        mask, kept = saved
        dx, grads = Sequential(self.layers).backward(params, kept, mask * dy)
        return dy + dx, grads

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """y of x's shape."""
        return Residual(self.layers).infer(params, state, x)
