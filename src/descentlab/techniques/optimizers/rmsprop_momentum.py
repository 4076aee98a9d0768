"""RMSProp with momentum: the step follows a decaying sum of RMSProp's steps.

For each entry of a parameter, with gradient g:

    square   <- rho * square + (1 - rho) * g^2
    velocity <- momentum * velocity + g / (sqrt(square) + epsilon)
    change    = -learning_rate * velocity

Both start at zero. With momentum = 0 it is ``rmsprop``.

Convention: epsilon joins outside the root (PyTorch does the same). Keras and optax add it inside,
sqrt(square + epsilon): epsilon_inside = true. They also fold the learning rate into the velocity, which is the
same while the rate is constant.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class RMSPropMomentumState(NamedTuple):
    """Mean squared gradient and sum of steps, each of the parameter's shape and dtype."""

    square: Array
    velocity: Array


class RMSPropMomentum(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); epsilon_inside is structure."""

    learning_rate: Scalar = 1e-3
    rho: Scalar = 0.9
    momentum: Scalar = 0.9
    epsilon: Scalar = 1e-7
    epsilon_inside: bool = False

    SOURCE = "Tieleman & Hinton (2012), Lecture 6.5: rmsprop, Neural Networks for Machine Learning"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-5, 1e-1), scale="log"),
        "rho": Range(lawful=(0, 1), closed="left", search=(0.8, 0.999)),
        "momentum": Range(lawful=(0, 1), closed="left", search=(0.5, 0.99)),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-10, 1e-2), scale="log"),
    }

    def init(self, param: Array) -> RMSPropMomentumState:
        """State before the first step."""
        xp = namespace(param)
        return RMSPropMomentumState(square=xp.zeros_like(param), velocity=xp.zeros_like(param))

    def step(
        self, state: RMSPropMomentumState, grad: Array, param: Array, t: Scalar
    ) -> tuple[Array, RMSPropMomentumState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del param, t  # neither the place nor the time matters
        xp = namespace(grad)
        square = self.rho * state.square + (1 - self.rho) * grad**2
        size = xp.sqrt(square + self.epsilon) if self.epsilon_inside else xp.sqrt(square) + self.epsilon
        velocity = self.momentum * state.velocity + grad / size
        return -self.learning_rate * velocity, RMSPropMomentumState(square, velocity)
