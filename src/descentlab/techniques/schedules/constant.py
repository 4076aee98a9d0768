"""Constant: every step uses the initial learning rate."""

from typing import NamedTuple

from descentlab.arrays import Scalar
from descentlab.contracts import NO_NUMBERS


class Constant(NamedTuple):
    """No hyperparameters."""

    SOURCE = "Robbins & Monro (1951), A Stochastic Approximation Method, Ann. Math. Statist. 22(3)"
    RANGES = NO_NUMBERS

    def at(self, learning_rate: Scalar, step: Scalar) -> Scalar:
        """The rate for a step (0 at the first)."""
        del step  # the same at all times
        return learning_rate
