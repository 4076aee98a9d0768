"""Weight normalization: a dense layer whose weights are learned as a length and a direction for each output.

With the norm of ``kernel`` taken over the inputs, one for each output:

    direction = kernel / norm(kernel)
    weights   = gain * direction
    y         = x @ weights + bias

    dweights = x^T @ dy
    dgain    = sum of dweights * direction over the inputs
    dkernel  = gain / norm(kernel) * (dweights - dgain * direction)

At the beginning the gain is the kernel's norm, so that the weights are the kernel as it was drawn. Where a
kernel's norm is 0, its direction is taken for 0 and the norm for 1.

Convention: one gain for each output (the paper; PyTorch's ``weight_norm`` with dim=0 on a linear layer), and
not the paper's first values from a mini-batch. A penalty on kernels reaches the kernel, whose length has no
effect on the output, and not the gain.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Arrays, namespace
from descentlab.contracts import NO_NUMBERS, Needs, Shape, Weights


class WeightNorm(NamedTuple):
    """Structure: ``units``, the number of outputs, and ``use_bias``, whether one is added to each."""

    units: int
    use_bias: bool = True

    SOURCE = "Salimans & Kingma (2016), Weight Normalization, arXiv:1602.07868"
    RANGES = NO_NUMBERS

    def needs(self, inputs: Shape) -> Needs:
        """kernel (features, units), gain (units,) and, where it is used, bias (units,); the output is (units,)."""
        if len(inputs) != 1:
            raise ValueError(f"weight_norm takes features in a row, not inputs of shape {inputs}: flatten them")
        shape = (*inputs, self.units)
        parameters = {
            "kernel": Weights(shape, "kernel", *shape),
            "gain": Weights((self.units,), "norms", of="kernel"),
        }
        bias = {"bias": Weights((self.units,))} if self.use_bias else {}
        return Needs((self.units,), parameters | bias)

    def forward(self, params: Arrays, state: Arrays, x: Array, noise: Arrays) -> tuple[Array, Array, Arrays]:
        """y (batch, units) from x (batch, features); x is kept."""
        del noise  # nothing is random
        return self.infer(params, state, x), x, state

    def backward(self, params: Arrays, saved: Array, dy: Array) -> tuple[Array, Arrays]:
        """dx (batch, features), and the gradients."""
        xp = namespace(dy)
        direction, norm = _directions(params["kernel"])
        dweights = xp.matrix_transpose(saved) @ dy
        dgain = xp.sum(dweights * direction, axis=0)
        grads = {"kernel": params["gain"] / norm * (dweights - dgain * direction), "gain": dgain}
        if self.use_bias:
            grads["bias"] = xp.sum(dy, axis=0)
        return dy @ xp.matrix_transpose(params["gain"] * direction), grads

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """y (batch, units)."""
        del state  # nothing runs along
        y = x @ (params["gain"] * _directions(params["kernel"])[0])
        return y + params["bias"] if self.use_bias else y


def _directions(kernel: Array) -> tuple[Array, Array]:
    """The kernel's columns at length 1, and the lengths that they had, (units,)."""
    xp = namespace(kernel)
    norm = xp.sqrt(xp.sum(kernel**2, axis=0))
    norm = xp.where(norm > 0, norm, xp.ones_like(norm))
    return kernel / norm, norm
