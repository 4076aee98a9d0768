"""L2 penalty (ridge): a pull towards zero that grows with the weight.

    penalty  = strength * sum(w^2)
    gradient = 2 * strength * w

Convention: the whole square, not half of it, and not divided by the number of examples (Keras's ``L2`` does
the same). PyTorch's ``weight_decay`` and many courses take half: their factor is twice this one.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class L2(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    strength: Scalar = 1e-4

    SOURCE = "Hoerl & Kennard (1970), Ridge Regression, Technometrics 12(1); Krogh & Hertz (1991)"
    RANGES = {
        "strength": Range(lawful=(0, None), search=(1e-6, 1e-1), scale="log"),
    }

    def penalty(self, param: Array) -> Array:
        """The term added to the loss, of shape ()."""
        return self.strength * namespace(param).sum(param**2)

    def gradient(self, param: Array) -> Array:
        """Its gradient, of param's shape."""
        return 2 * self.strength * param
