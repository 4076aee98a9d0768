"""Yogi: Adam whose mean square moves by steps that do not depend on how far it has to go.

For each entry of a parameter, with gradient g at step t = 1, 2, 3, ...

    mean   <- beta1 * mean + (1 - beta1) * g
    square <- square - (1 - beta2) * sign(square - g^2) * g^2
    change  = -learning_rate * (mean / (1 - beta1^t)) / (sqrt(square / (1 - beta2^t)) + epsilon)

Where Adam forgets a large square quickly once gradients are small, Yogi takes off (1 - beta2) * g^2 only.
The mean starts at zero and the square at 1e-6; it stays positive.

Convention: both averages are corrected (the authors' code and optax do the same; the paper corrects nothing).
optax starts the mean at 1e-6 too. Epsilon joins after the correction. PyTorch and Keras have no Yogi.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class YogiState(NamedTuple):
    """Running averages, each of the parameter's shape and dtype."""

    mean: Array
    square: Array


class Yogi(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    learning_rate: Scalar = 1e-2
    beta1: Scalar = 0.9
    beta2: Scalar = 0.999
    epsilon: Scalar = 1e-3

    SOURCE = "Zaheer et al. (2018), Adaptive Methods for Nonconvex Optimization, NeurIPS 31"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-4, 1e0), scale="log"),
        "beta1": Range(lawful=(0, 1), closed="left", search=(0.5, 0.99)),
        "beta2": Range(lawful=(0, 1), closed="left", search=(0.9, 0.9999)),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-5, 1e-1), scale="log"),
    }

    def init(self, param: Array) -> YogiState:
        """State before the first step."""
        xp = namespace(param)
        return YogiState(mean=xp.zeros_like(param), square=xp.full_like(param, 1e-6))

    def step(self, state: YogiState, grad: Array, param: Array, t: Scalar) -> tuple[Array, YogiState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del param  # Yogi does not look at where it stands
        xp = namespace(grad)
        mean = self.beta1 * state.mean + (1 - self.beta1) * grad
        square = state.square - (1 - self.beta2) * xp.sign(state.square - grad**2) * grad**2
        direction = mean / (1 - self.beta1**t)
        size = xp.sqrt(square / (1 - self.beta2**t))
        return -self.learning_rate * direction / (size + self.epsilon), YogiState(mean, square)
