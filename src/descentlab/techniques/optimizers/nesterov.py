"""Nesterov momentum: the step looks ahead to where the velocity is about to carry the parameter.

For each entry of a parameter, with gradient g:

    velocity <- momentum * velocity + g
    change    = -learning_rate * (g + momentum * velocity)

The velocity starts at zero.

Convention: the form of Keras, PyTorch and optax, in which the gradient is taken at the current parameter and
the parameter kept is the one looked ahead to (Sutskever et al. 2013, section 2, after a change of variable).
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class NesterovState(NamedTuple):
    """Decaying sum of the gradients, of the parameter's shape and dtype."""

    velocity: Array


class Nesterov(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    learning_rate: Scalar = 1e-2
    momentum: Scalar = 0.9

    SOURCE = "Nesterov (1983), A method of solving a convex programming problem with rate O(1/k^2)"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-4, 1e0), scale="log"),
        "momentum": Range(lawful=(0, 1), closed="left", search=(0.5, 0.99)),
    }

    def init(self, param: Array) -> NesterovState:
        """State before the first step."""
        return NesterovState(velocity=namespace(param).zeros_like(param))

    def step(self, state: NesterovState, grad: Array, param: Array, t: Scalar) -> tuple[Array, NesterovState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del param, t  # neither the place nor the time matters
        velocity = self.momentum * state.velocity + grad
        return -self.learning_rate * (grad + self.momentum * velocity), NesterovState(velocity)
