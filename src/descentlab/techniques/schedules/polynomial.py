"""Polynomial decay: the rate falls along a power of the steps still to go, with power 1 in a straight line.

    passed     = min(step / decay_steps, 1)
    rate(step) = learning_rate * (alpha + (1 - alpha) * (1 - passed)^power)

With ``cycle`` the descent does not end there: when it has reached its end it goes on as if decay_steps had been
twice as long from the beginning, then three times, and so on.

Convention: ``alpha`` is the part of the initial rate that is left at the end, as in ``cosine`` (Keras and optax
take the final rate itself, PyTorch's ``PolynomialLR`` has zero). Steps that are multiples of decay_steps belong to
the descent that ends there, as in Keras.
"""

from typing import NamedTuple

from descentlab.arrays import Scalar, namespace
from descentlab.contracts import Range


class Polynomial(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); ``cycle`` is structure."""

    decay_steps: Scalar
    power: Scalar = 1.0
    alpha: Scalar = 0.0
    cycle: bool = False

    SOURCE = "Chen et al. (2018), DeepLab, section 4.1.1 (the poly policy), arXiv:1606.00915"
    RANGES = {
        "decay_steps": Range(lawful=(1, None)),
        "power": Range(lawful=(0, None), closed="neither", search=(0.5, 3.0)),
        "alpha": Range(lawful=(0, 1), search=(0.0, 0.2)),
    }

    def at(self, learning_rate: Scalar, step: Scalar) -> Scalar:
        """The rate for a step, an array of shape () (0 at the first)."""
        xp = namespace(step)
        passed = step / self.decay_steps
        if self.cycle:
            descents = xp.ceil(passed)
            passed = passed / xp.where(descents > 1, descents, xp.ones_like(descents))
        passed = xp.where(passed < 1, passed, xp.ones_like(passed))
        return learning_rate * (self.alpha + (1 - self.alpha) * (1 - passed) ** self.power)
