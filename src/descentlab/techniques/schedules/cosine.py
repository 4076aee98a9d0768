"""Cosine decay: the rate follows half a wave from its initial value to a small part of it.

    passed     = min(step / decay_steps, 1)
    rate(step) = learning_rate * (alpha + (1 - alpha) * (1 + cos(pi * passed)) / 2)

Convention: ``alpha`` is the part of the initial rate that is left at the end, as in Keras and optax. With
warm-up in front, decay_steps counts the steps after it (Keras does the same; optax includes the warm-up).
"""

import math
from typing import NamedTuple

from descentlab.arrays import Scalar, namespace
from descentlab.contracts import Range


class Cosine(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    decay_steps: Scalar
    alpha: Scalar = 0.0

    SOURCE = (
        "Loshchilov & Hutter (2017), SGDR: Stochastic Gradient Descent with Warm Restarts, arXiv:1608.03983"
    )
    RANGES = {
        "decay_steps": Range(lawful=(1, None)),
        "alpha": Range(lawful=(0, 1), search=(0.0, 0.2)),
    }

    def at(self, learning_rate: Scalar, step: Scalar) -> Scalar:
        """The rate for a step, an array of shape () (0 at the first)."""
        xp = namespace(step)
        passed = step / self.decay_steps
        passed = xp.where(passed < 1, passed, xp.ones_like(passed))
        wave = (1 + xp.cos(math.pi * passed)) / 2
        return learning_rate * (self.alpha + (1 - self.alpha) * wave)
