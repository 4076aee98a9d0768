"""Inverse-time decay: the rate falls as one over the steps taken.

    rate(step) = learning_rate / (1 + decay_rate * step / decay_steps)

With ``staircase`` the quotient step / decay_steps is cut to a whole number, so that the rate falls in stairs.

Convention: that of Keras's ``InverseTimeDecay``; the courses teach the staircase.
"""

from typing import NamedTuple

from descentlab.arrays import Scalar
from descentlab.contracts import Range


class InverseTime(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); ``staircase`` is structure."""

    decay_steps: Scalar
    decay_rate: Scalar = 1.0
    staircase: bool = False

    SOURCE = "Robbins & Monro (1951), A Stochastic Approximation Method, Ann. Math. Statist. 22(3)"
    RANGES = {
        "decay_steps": Range(lawful=(1, None)),
        "decay_rate": Range(lawful=(0, None), search=(1e-2, 1e1), scale="log"),
    }

    def at(self, learning_rate: Scalar, step: Scalar) -> Scalar:
        """The rate for a step (0 at the first)."""
        passed = step // self.decay_steps if self.staircase else step / self.decay_steps
        return learning_rate / (1 + self.decay_rate * passed)
