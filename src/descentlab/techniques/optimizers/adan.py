"""Adan: Adam with Nesterov's look ahead, taken from how the gradient changes from step to step.

For each entry of a parameter, with gradient g at step t = 1, 2, 3, ..., and d = g less the gradient of the step
before (zero at the first step):

    mean   <- beta1 * mean   + (1 - beta1) * g
    trend  <- beta2 * trend  + (1 - beta2) * d
    square <- beta3 * square + (1 - beta3) * (g + beta2 * d)^2
    ahead   = mean / (1 - beta1^t) + beta2 * trend / (1 - beta2^t)
    change  = -learning_rate * ahead / (sqrt(square / (1 - beta3^t)) + epsilon)

All averages start at zero; the divisions undo their lean towards it.

Convention: each beta says how much is kept, as in the authors' code, which corrects the averages too; the paper
writes 1 - beta for it. optax keeps beta2, and yet looks ahead by 1 - beta2: its step is this one at beta2 = 0.5
only. It also adds a second epsilon inside the root. Weight decay is the regularizer ``weight_decay`` (optax's,
and the authors' with no_prox; the paper divides by 1 + learning_rate * strength). PyTorch and Keras have no Adan.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class AdanState(NamedTuple):
    """Running averages and the last gradient, each of the parameter's shape and dtype."""

    mean: Array
    trend: Array
    square: Array
    grad: Array


class Adan(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    learning_rate: Scalar = 1e-3
    beta1: Scalar = 0.98
    beta2: Scalar = 0.92
    beta3: Scalar = 0.99
    epsilon: Scalar = 1e-8

    SOURCE = "Xie et al. (2022), Adan: Adaptive Nesterov Momentum Algorithm, arXiv:2208.06677"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-5, 1e-1), scale="log"),
        "beta1": Range(lawful=(0, 1), closed="left", search=(0.9, 0.999)),
        "beta2": Range(lawful=(0, 1), closed="left", search=(0.5, 0.99)),
        "beta3": Range(lawful=(0, 1), closed="left", search=(0.9, 0.9999)),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-10, 1e-2), scale="log"),
    }

    def init(self, param: Array) -> AdanState:
        """State before the first step."""
        zeros = namespace(param).zeros_like
        return AdanState(mean=zeros(param), trend=zeros(param), square=zeros(param), grad=zeros(param))

    def step(self, state: AdanState, grad: Array, param: Array, t: Scalar) -> tuple[Array, AdanState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del param  # Adan does not look at where it stands
        xp = namespace(grad)
        none = xp.zeros_like(grad)
        difference = xp.where(none + t > 1, grad - state.grad, none)
        mean = self.beta1 * state.mean + (1 - self.beta1) * grad
        trend = self.beta2 * state.trend + (1 - self.beta2) * difference
        square = self.beta3 * state.square + (1 - self.beta3) * (grad + self.beta2 * difference) ** 2
        ahead = mean / (1 - self.beta1**t) + self.beta2 * trend / (1 - self.beta2**t)
        size = xp.sqrt(square / (1 - self.beta3**t))
        return -self.learning_rate * ahead / (size + self.epsilon), AdanState(mean, trend, square, grad)
