"""AdaGrad: the step is the gradient over the root of the sum of all its squares so far.

For each entry of a parameter, with gradient g:

    total <- total + g^2
    change = -learning_rate * g / (sqrt(total) + epsilon)

The total starts at initial_total and never shrinks. From zero, the first step has the length of the rate, and
under a steady gradient the t-th has learning_rate / sqrt(t).

Convention: epsilon joins outside the root, and the total starts at zero (PyTorch does the same). Keras and optax
add epsilon inside the root, sqrt(total + epsilon), and start at 0.1 unless told otherwise: epsilon_inside = true,
initial_total = 0.1.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class AdaGradState(NamedTuple):
    """Sum of the squared gradients, of the parameter's shape and dtype."""

    total: Array


class AdaGrad(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); epsilon_inside is structure."""

    learning_rate: Scalar = 1e-2
    epsilon: Scalar = 1e-10
    initial_total: Scalar = 0.0
    epsilon_inside: bool = False

    SOURCE = "Duchi, Hazan & Singer (2011), Adaptive Subgradient Methods for Online Learning, JMLR 12"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-4, 1e0), scale="log"),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-10, 1e-2), scale="log"),
        "initial_total": Range(lawful=(0, None), search=(1e-3, 1e0), scale="log"),
    }

    def init(self, param: Array) -> AdaGradState:
        """State before the first step."""
        return AdaGradState(total=namespace(param).zeros_like(param) + self.initial_total)

    def step(self, state: AdaGradState, grad: Array, param: Array, t: Scalar) -> tuple[Array, AdaGradState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del param, t  # neither the place nor the time matters
        xp = namespace(grad)
        total = state.total + grad**2
        size = xp.sqrt(total + self.epsilon) if self.epsilon_inside else xp.sqrt(total) + self.epsilon
        return -self.learning_rate * grad / size, AdaGradState(total)
