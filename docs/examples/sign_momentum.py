"""Sign momentum: momentum of which only the direction is followed, entry by entry.

velocity <- momentum * velocity + (1 - momentum) * g
change    = -learning_rate * sign(velocity)
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class SignMomentumState(NamedTuple):
    """Running mean of the gradient, of the parameter's shape and dtype."""

    velocity: Array


class SignMomentum(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    learning_rate: Scalar = 1e-3
    momentum: Scalar = 0.9

    SOURCE = (
        "Bernstein et al. (2018), signSGD: Compressed Optimisation for Non-Convex Problems, arXiv:1802.04434"
    )
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-5, 1e-1), scale="log"),
        "momentum": Range(lawful=(0, 1), closed="left", search=(0.5, 0.99)),
    }

    def init(self, param: Array) -> SignMomentumState:
        """State before the first step."""
        return SignMomentumState(namespace(param).zeros_like(param))

    def step(
        self, state: SignMomentumState, grad: Array, param: Array, t: Scalar
    ) -> tuple[Array, SignMomentumState]:
        """One step for one parameter: the change to add to it, and the state to keep."""
        del param, t
        velocity = self.momentum * state.velocity + (1 - self.momentum) * grad
        return -self.learning_rate * namespace(grad).sign(velocity), SignMomentumState(velocity)
