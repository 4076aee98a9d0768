"""RMSProp: the step is the gradient over the root of its running mean square.

For each entry of a parameter, with gradient g:

    square <- rho * square + (1 - rho) * g^2
    change  = -learning_rate * g / (sqrt(square) + epsilon)

The average starts at zero, so the first step is longer than later ones: learning_rate / sqrt(1 - rho).

Convention: epsilon joins outside the root (PyTorch and the courses do the same). Keras and optax add it inside,
sqrt(square + epsilon): epsilon_inside = true. The decay ``rho`` is Keras's name; PyTorch says alpha, optax decay,
the courses beta2.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class RMSPropState(NamedTuple):
    """Running mean of the squared gradient, of the parameter's shape and dtype."""

    square: Array


class RMSProp(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); epsilon_inside is structure."""

    learning_rate: Scalar = 1e-3
    rho: Scalar = 0.9
    epsilon: Scalar = 1e-7
    epsilon_inside: bool = False

    SOURCE = "Tieleman & Hinton (2012), Lecture 6.5: rmsprop, Neural Networks for Machine Learning"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-5, 1e-1), scale="log"),
        "rho": Range(lawful=(0, 1), closed="left", search=(0.8, 0.999)),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-10, 1e-2), scale="log"),
    }

    def init(self, param: Array) -> RMSPropState:
        """State before the first step."""
        return RMSPropState(square=namespace(param).zeros_like(param))

    def step(self, state: RMSPropState, grad: Array, param: Array, t: Scalar) -> tuple[Array, RMSPropState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del param, t  # neither the place nor the time matters
        xp = namespace(grad)
        square = self.rho * state.square + (1 - self.rho) * grad**2
        size = xp.sqrt(square + self.epsilon) if self.epsilon_inside else xp.sqrt(square) + self.epsilon
        return -self.learning_rate * grad / size, RMSPropState(square)
