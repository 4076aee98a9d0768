"""Linear warm-up in front of another schedule: the rate climbs to its initial value in equal strides.

    rate(step) = learning_rate * (step + 1) / (warmup_steps + 1)     while step < warmup_steps
    rate(step) = then.at(learning_rate, step - warmup_steps)         afterwards

Convention: the first step is already taken with a small rate (Keras and optax begin at a rate one names,
commonly zero, which wastes it), and the schedule that follows begins its own count when the warm-up is over.
"""

from typing import NamedTuple

from descentlab.arrays import Scalar, namespace
from descentlab.contracts import Range, Schedule


class Warmup(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); ``then`` is the schedule that follows."""

    warmup_steps: Scalar
    then: Schedule

    SOURCE = "Goyal et al. (2017), Accurate, Large Minibatch SGD, section 2.2, arXiv:1706.02677"
    RANGES = {
        "warmup_steps": Range(lawful=(0, None)),
    }

    def at(self, learning_rate: Scalar, step: Scalar) -> Scalar:
        """The rate for a step, an array of shape () (0 at the first)."""
        xp = namespace(step)
        since = step - self.warmup_steps
        after = self.then.at(learning_rate, xp.where(since > 0, since, xp.zeros_like(since)))
        climb = learning_rate * (step + 1) / (self.warmup_steps + 1)
        return xp.where(since < 0, climb, after)
