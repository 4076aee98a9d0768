"""Stochastic gradient descent: a step against the gradient.

    change = -learning_rate * g

Convention: no momentum here; ``momentum`` and ``nesterov`` are techniques of their own.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar
from descentlab.contracts import Range


class SGDState(NamedTuple):
    """Nothing is remembered between steps."""


class SGD(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    learning_rate: Scalar = 1e-2

    SOURCE = "Robbins & Monro (1951), A Stochastic Approximation Method, Ann. Math. Statist. 22(3)"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-3, 1e1), scale="log"),
    }

    def init(self, param: Array) -> SGDState:
        """State before the first step."""
        del param  # nothing to remember
        return SGDState()

    def step(self, state: SGDState, grad: Array, param: Array, t: Scalar) -> tuple[Array, SGDState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del param, t  # neither the place nor the time matters
        return -self.learning_rate * grad, state
