"""AdaMax: Adam with a decaying maximum of the gradient in place of its mean square.

For each entry of a parameter, with gradient g at step t = 1, 2, 3, ...

    mean  <- beta1 * mean + (1 - beta1) * g
    size  <- max(beta2 * size, |g| + epsilon)
    change = -learning_rate * (mean / (1 - beta1^t)) / size

Both start at zero. Only the mean leans towards it; a maximum needs no correction.

Convention: epsilon joins inside the maximum (PyTorch and optax do the same). The paper has none, and Keras
adds it to the maximum when it divides.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class AdaMaxState(NamedTuple):
    """Running mean and decaying maximum, each of the parameter's shape and dtype."""

    mean: Array
    size: Array


class AdaMax(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    learning_rate: Scalar = 1e-3
    beta1: Scalar = 0.9
    beta2: Scalar = 0.999
    epsilon: Scalar = 1e-8

    SOURCE = "Kingma & Ba (2015), Adam: A Method for Stochastic Optimization, section 7.1, arXiv:1412.6980"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-5, 1e-1), scale="log"),
        "beta1": Range(lawful=(0, 1), closed="left", search=(0.5, 0.99)),
        "beta2": Range(lawful=(0, 1), closed="left", search=(0.9, 0.9999)),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-10, 1e-2), scale="log"),
    }

    def init(self, param: Array) -> AdaMaxState:
        """State before the first step."""
        xp = namespace(param)
        return AdaMaxState(mean=xp.zeros_like(param), size=xp.zeros_like(param))

    def step(self, state: AdaMaxState, grad: Array, param: Array, t: Scalar) -> tuple[Array, AdaMaxState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del param  # AdaMax does not look at where it stands
        xp = namespace(grad)
        mean = self.beta1 * state.mean + (1 - self.beta1) * grad
        size = xp.maximum(self.beta2 * state.size, xp.abs(grad) + self.epsilon)
        direction = mean / (1 - self.beta1**t)
        return -self.learning_rate * direction / size, AdaMaxState(mean, size)
