"""Elastic net: an L1 and an L2 penalty together, so that few weights are left and related ones share.

    penalty  = strength * (l1_ratio * sum(|w|) + (1 - l1_ratio) * sum(w^2))
    gradient = strength * (l1_ratio * sign(w)  + (1 - l1_ratio) * 2 * w)

Convention: the whole square, as in this project's ``l2``: at l1_ratio 1 it is ``l1``, at 0 it is ``l2``. Keras's
``L1L2`` is the same with l1 = strength * l1_ratio and l2 = strength * (1 - l1_ratio). scikit-learn's
``ElasticNet`` takes half of the square: its alpha is strength * (2 - l1_ratio), and its own l1_ratio is
l1_ratio / (2 - l1_ratio); its loss is half the mean squared error. At w = 0 the slope is 0.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class ElasticNet(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    strength: Scalar = 1e-4
    l1_ratio: Scalar = 0.5

    SOURCE = (
        "Zou & Hastie (2005), Regularization and Variable Selection via the Elastic Net, "
        "J. R. Statist. Soc. B 67(2)"
    )
    RANGES = {
        "strength": Range(lawful=(0, None), search=(1e-6, 1e-1), scale="log"),
        "l1_ratio": Range(lawful=(0, 1), search=(0.0, 1.0)),
    }

    def penalty(self, param: Array) -> Array:
        """The term added to the loss, of shape ()."""
        xp = namespace(param)
        absolute, square = xp.sum(xp.abs(param)), xp.sum(param**2)
        return self.strength * (self.l1_ratio * absolute + (1 - self.l1_ratio) * square)

    def gradient(self, param: Array) -> Array:
        """Its gradient, of param's shape."""
        sign = namespace(param).sign(param)
        return self.strength * (self.l1_ratio * sign + (1 - self.l1_ratio) * 2 * param)
