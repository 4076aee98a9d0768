"""Decoupled weight decay: every step shrinks the kernels a little, beside what the optimizer does.

    change = -learning_rate * strength * w

Unlike an L2 penalty it does not pass through the gradient, so an adaptive optimizer does not rescale it.

Convention: multiplied by the step's learning rate (PyTorch's and Keras's AdamW do the same); kernels only.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar
from descentlab.contracts import Range


class WeightDecay(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    strength: Scalar = 1e-2

    SOURCE = "Loshchilov & Hutter (2019), Decoupled Weight Decay Regularization, arXiv:1711.05101"
    RANGES = {
        "strength": Range(lawful=(0, None), search=(1e-5, 1e0), scale="log"),
    }

    def change(self, param: Array, learning_rate: Scalar) -> Array:
        """What to add to the kernel, of its shape."""
        return -learning_rate * self.strength * param
