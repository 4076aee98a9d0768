"""Dense (fully connected) layer: every output is a weighted sum of all inputs.

    y       = x @ kernel + bias
    dx      = dy @ kernel^T
    dkernel = x^T @ dy
    dbias   = sum of dy over the batch

Convention: the kernel has the shape (inputs, units), as in Keras; PyTorch keeps its transpose.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Arrays, namespace
from descentlab.contracts import NO_NUMBERS, Needs, Shape, Weights


class Dense(NamedTuple):
    """Structure: ``units``, the number of outputs, and ``use_bias``, whether one is added to each.

    In front of batch normalization, which takes any constant away again, a bias has no gradient but rounding
    noise, and an adaptive optimizer would walk it at random.
    """

    units: int
    use_bias: bool = True

    SOURCE = "Rumelhart, Hinton & Williams (1986), Learning representations by back-propagating errors"
    RANGES = NO_NUMBERS

    def needs(self, inputs: Shape) -> Needs:
        """kernel (features, units) and, where it is used, bias (units,); the output is (units,)."""
        if len(inputs) != 1:
            raise ValueError(
                f"dense takes a row of features, not inputs of shape {inputs}: put flatten before it"
            )
        (features,) = inputs
        kernel = Weights((features, self.units), "kernel", features, self.units)
        bias = {"bias": Weights((self.units,))} if self.use_bias else {}
        return Needs((self.units,), {"kernel": kernel} | bias)

    def forward(self, params: Arrays, state: Arrays, x: Array, noise: Arrays) -> tuple[Array, Array, Arrays]:
        """y (batch, units) from x (batch, features); x is kept."""
        del noise  # nothing is random
        return self.infer(params, state, x), x, state

    def backward(self, params: Arrays, saved: Array, dy: Array) -> tuple[Array, Arrays]:
        """dx (batch, features), and the gradients."""
        xp = namespace(dy)
        grads = {"kernel": xp.matrix_transpose(saved) @ dy}
        if self.use_bias:
            grads["bias"] = xp.sum(dy, axis=0)
        return dy @ xp.matrix_transpose(params["kernel"]), grads

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """y (batch, units)."""
        del state  # nothing runs along
        y = x @ params["kernel"]
        return y + params["bias"] if self.use_bias else y
