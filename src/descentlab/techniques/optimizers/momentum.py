"""Momentum (heavy ball): the step follows a decaying sum of the gradients so far.

For each entry of a parameter, with gradient g:

    velocity <- momentum * velocity + (1 - dampening) * g
    change    = -learning_rate * velocity

The velocity starts at zero. With dampening = 0 it is the decaying sum of Keras and PyTorch; with
dampening = momentum it is the exponentially weighted average that courses teach, whose steps are shorter by
the factor 1 - momentum.

Convention: Keras folds the learning rate into its velocity, which is the same while the rate is constant.
PyTorch leaves the very first gradient undamped; here dampening acts from the first step.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class MomentumState(NamedTuple):
    """Decaying sum of the gradients, of the parameter's shape and dtype."""

    velocity: Array


class Momentum(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    learning_rate: Scalar = 1e-2
    momentum: Scalar = 0.9
    dampening: Scalar = 0.0

    SOURCE = "Polyak (1964), Some methods of speeding up the convergence of iteration methods"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-4, 1e0), scale="log"),
        "momentum": Range(lawful=(0, 1), closed="left", search=(0.5, 0.99)),
        "dampening": Range(lawful=(0, 1), closed="left"),
    }

    def init(self, param: Array) -> MomentumState:
        """State before the first step."""
        return MomentumState(velocity=namespace(param).zeros_like(param))

    def step(self, state: MomentumState, grad: Array, param: Array, t: Scalar) -> tuple[Array, MomentumState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del param, t  # neither the place nor the time matters
        velocity = self.momentum * state.velocity + (1 - self.dampening) * grad
        return -self.learning_rate * velocity, MomentumState(velocity)
