"""DropConnect: a dense layer that in training drops weights, where dropout drops entries.

    mask    = (noise >= rate) / (1 - rate)             noise: uniform in [0, 1), one value for each weight
    y       = x @ (kernel * mask) + bias
    dx      = dy @ (kernel * mask)^T
    dkernel = (x^T @ dy) * mask
    dbias   = sum of dy over the batch

Outside of training all weights are used, which are the mean of those in training. At rate 1 the bias alone is
left.

Convention: the paper draws a mask for each example, drops biases too, and outside of training averages the next
activation over a normal distribution of the weighted sums. Here one mask serves a mini-batch, biases stay, and
the mean weights are used (as in the AWD-LSTM). ``rate`` is the probability of dropping (the paper's p is 1 -
rate).
"""

from typing import NamedTuple

from descentlab.arrays import Array, Arrays, Scalar, namespace
from descentlab.contracts import Needs, Noise, Range, Shape, Weights


class DropConnect(NamedTuple):
    """Structure: ``units`` and ``use_bias``, as in a dense layer. Hyperparameters: numbers, or arrays of shape ()."""

    units: int
    rate: Scalar = 0.5
    use_bias: bool = True

    SOURCE = "Wan, Zeiler, Zhang, LeCun & Fergus (2013), Regularization of Neural Networks using DropConnect"
    RANGES = {
        "rate": Range(lawful=(0, 1), search=(0.0, 0.7)),
    }

    def needs(self, inputs: Shape) -> Needs:
        """kernel (features, units), bias (units,) where it is used, noise for each weight; the output is (units,)."""
        if len(inputs) != 1:
            raise ValueError(
                f"drop_connect takes features in a row, not inputs of shape {inputs}: flatten them"
            )
        shape = (*inputs, self.units)
        bias = {"bias": Weights((self.units,))} if self.use_bias else {}
        return Needs(
            (self.units,),
            parameters={"kernel": Weights(shape, "kernel", *shape)} | bias,
            noise={"mask": Noise(shape, per="batch")},
        )

    def forward(
        self, params: Arrays, state: Arrays, x: Array, noise: Arrays
    ) -> tuple[Array, tuple[Array, Array], Arrays]:
        """y (batch, units) from x (batch, features); x and the mask are kept."""
        xp = namespace(x)
        kept = xp.astype(noise["mask"] >= self.rate, x.dtype)
        share = xp.ones_like(kept) - self.rate
        mask = kept / xp.where(share > 0, share, xp.ones_like(share))
        return self.infer(params | {"kernel": params["kernel"] * mask}, state, x), (x, mask), state

    def backward(self, params: Arrays, saved: tuple[Array, Array], dy: Array) -> tuple[Array, Arrays]:
        """dx (batch, features), and the gradients."""
        x, mask = saved
        xp = namespace(dy)
        grads = {"kernel": xp.matrix_transpose(x) @ dy * mask}
        if self.use_bias:
            grads["bias"] = xp.sum(dy, axis=0)
        return dy @ xp.matrix_transpose(params["kernel"] * mask), grads

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """y (batch, units), with all weights."""
        del state  # nothing runs along
        y = x @ params["kernel"]
        return y + params["bias"] if self.use_bias else y
