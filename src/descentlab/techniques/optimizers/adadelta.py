"""AdaDelta: RMSProp whose rate is the running size of its own steps.

For each entry of a parameter, with gradient g:

    square <- rho * square + (1 - rho) * g^2
    delta   = sqrt(moved + epsilon) / sqrt(square + epsilon) * g
    moved  <- rho * moved + (1 - rho) * delta^2
    change  = -learning_rate * delta

Both averages start at zero, so the first steps are as small as sqrt(epsilon) makes them. A delta has the
parameter's unit, as the paper wants it, whose learning_rate is 1.

Convention: epsilon joins inside both roots, and ``moved`` averages the deltas before the rate multiplies them
(the paper, PyTorch, Keras and optax agree). Keras's rate is 0.001 and its rho 0.95 unless told otherwise.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class AdaDeltaState(NamedTuple):
    """Running means of the squared gradient and delta, each of the parameter's shape and dtype."""

    square: Array
    moved: Array


class AdaDelta(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    learning_rate: Scalar = 1.0
    rho: Scalar = 0.9
    epsilon: Scalar = 1e-6

    SOURCE = "Zeiler (2012), ADADELTA: An Adaptive Learning Rate Method, arXiv:1212.5701"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-3, 1e1), scale="log"),
        "rho": Range(lawful=(0, 1), closed="left", search=(0.8, 0.999)),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-10, 1e-2), scale="log"),
    }

    def init(self, param: Array) -> AdaDeltaState:
        """State before the first step."""
        xp = namespace(param)
        return AdaDeltaState(square=xp.zeros_like(param), moved=xp.zeros_like(param))

    def step(self, state: AdaDeltaState, grad: Array, param: Array, t: Scalar) -> tuple[Array, AdaDeltaState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del param, t  # neither the place nor the time matters
        xp = namespace(grad)
        square = self.rho * state.square + (1 - self.rho) * grad**2
        delta = xp.sqrt(state.moved + self.epsilon) / xp.sqrt(square + self.epsilon) * grad
        moved = self.rho * state.moved + (1 - self.rho) * delta**2
        return -self.learning_rate * delta, AdaDeltaState(square, moved)
