"""L1 penalty (lasso): a pull of constant force towards zero, which sets weights to nothing.

    penalty  = strength * sum(|w|)
    gradient = strength * sign(w)

Convention: added to the mean loss of a mini-batch, once for each kernel, not divided by the number of
examples (Keras's ``L1`` does the same). At w = 0 the slope is 0.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class L1(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    strength: Scalar = 1e-4

    SOURCE = "Tibshirani (1996), Regression Shrinkage and Selection via the Lasso, J. R. Statist. Soc. B 58(1)"
    RANGES = {
        "strength": Range(lawful=(0, None), search=(1e-6, 1e-1), scale="log"),
    }

    def penalty(self, param: Array) -> Array:
        """The term added to the loss, of shape ()."""
        xp = namespace(param)
        return self.strength * xp.sum(xp.abs(param))

    def gradient(self, param: Array) -> Array:
        """Its gradient, of param's shape."""
        return self.strength * namespace(param).sign(param)
