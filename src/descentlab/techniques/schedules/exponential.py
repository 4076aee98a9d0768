"""Exponential decay: the rate is multiplied by the same factor over every so many steps.

    rate(step) = learning_rate * decay_rate^(step / decay_steps)

With ``staircase`` the quotient step / decay_steps is cut to a whole number, so that the rate falls in stairs.

Convention: that of Keras's ``ExponentialDecay`` and optax's ``exponential_decay``.
"""

from typing import NamedTuple

from descentlab.arrays import Scalar
from descentlab.contracts import Range


class Exponential(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); ``staircase`` is structure."""

    decay_steps: Scalar
    decay_rate: Scalar = 0.1
    staircase: bool = False

    SOURCE = "Bottou, Curtis & Nocedal (2018), Optimization Methods for Large-Scale Machine Learning, arXiv:1606.04838"
    RANGES = {
        "decay_steps": Range(lawful=(1, None)),
        "decay_rate": Range(lawful=(0, 1), closed="right", search=(1e-3, 1.0), scale="log"),
    }

    def at(self, learning_rate: Scalar, step: Scalar) -> Scalar:
        """The rate for a step (0 at the first)."""
        passed = step // self.decay_steps if self.staircase else step / self.decay_steps
        return learning_rate * self.decay_rate**passed
