"""Piecewise constant: the rate keeps one value up to a boundary, then the next value up to the next boundary.

    rate(step) = learning_rate * factors[0]      while step < boundaries[0] * total_steps
    rate(step) = learning_rate * factors[i]      from step = boundaries[i - 1] * total_steps on

Boundaries ascend; they are parts of total_steps, and the steps themselves where total_steps is 1. There is one
factor more than there are boundaries.

Convention: a step exactly at a boundary takes the new value, as in PyTorch's ``MultiStepLR`` and in optax; Keras's
``PiecewiseConstantDecay`` keeps the old one for that step. Each factor multiplies the initial rate (optax and
PyTorch multiply the rate before it). A boundary that rounding alone keeps from a step (1 part in a million) counts
as reached.
"""

from itertools import pairwise
from typing import NamedTuple

from descentlab.arrays import Scalar, namespace
from descentlab.contracts import Range


class Piecewise(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); how many boundaries there are is structure."""

    total_steps: Scalar
    boundaries: tuple[Scalar, ...] = (0.5, 0.75)
    factors: tuple[Scalar, ...] = (1.0, 0.1, 0.01)

    SOURCE = "He, Zhang, Ren & Sun (2016), Deep Residual Learning for Image Recognition, section 4.2, arXiv:1512.03385"
    RANGES = {
        "total_steps": Range(lawful=(1, None)),
        "boundaries": Range(lawful=(0, None), search=(0.1, 0.9)),
        "factors": Range(lawful=(0, None), search=(1e-3, 1.0), scale="log"),
    }

    def check(self) -> None:
        """Raises ValueError where boundaries descend, or the factors are not one more than the boundaries."""
        if len(self.factors) != len(self.boundaries) + 1:
            raise ValueError(
                f"{len(self.boundaries)} boundaries need {len(self.boundaries) + 1} factors, not {len(self.factors)}"
            )
        if any(after <= before for before, after in pairwise(self.boundaries)):
            raise ValueError(f"boundaries must ascend, and are {list(self.boundaries)}")

    def at(self, learning_rate: Scalar, step: Scalar) -> Scalar:
        """The rate for a step, an array of shape () (0 at the first)."""
        xp = namespace(step)
        reached = step * (1 + 1e-6)
        ones = xp.ones_like(reached)
        factor = ones * self.factors[0]
        for boundary, following in zip(self.boundaries, self.factors[1:], strict=True):
            factor = xp.where(reached >= boundary * self.total_steps, ones * following, factor)
        return learning_rate * factor
