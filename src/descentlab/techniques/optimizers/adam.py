"""Adam: the step is the gradient's running mean over its running size.

For each entry of a parameter, with gradient g at step t = 1, 2, 3, ...

    mean   <- beta1 * mean   + (1 - beta1) * g
    square <- beta2 * square + (1 - beta2) * g^2
    change  = -learning_rate * (mean / (1 - beta1^t)) / (sqrt(square / (1 - beta2^t)) + epsilon)

Both averages start at zero and so lean towards it; the two divisions undo the lean.

Convention: epsilon joins after the correction (Algorithm 1 of the paper; PyTorch and optax do the
same). Keras and scikit-learn add it before: their step is this one with epsilon / sqrt(1 - beta2^t).
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class AdamState(NamedTuple):
    """Running averages, each of the parameter's shape and dtype."""

    mean: Array
    square: Array


class Adam(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    learning_rate: Scalar = 1e-3
    beta1: Scalar = 0.9
    beta2: Scalar = 0.999
    epsilon: Scalar = 1e-8

    SOURCE = "Kingma & Ba (2015), Adam: A Method for Stochastic Optimization, arXiv:1412.6980"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-5, 1e-1), scale="log"),
        "beta1": Range(lawful=(0, 1), closed="left", search=(0.5, 0.99)),
        "beta2": Range(lawful=(0, 1), closed="left", search=(0.9, 0.9999)),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-10, 1e-2), scale="log"),
    }

    def init(self, param: Array) -> AdamState:
        """State before the first step."""
        xp = namespace(param)
        return AdamState(mean=xp.zeros_like(param), square=xp.zeros_like(param))

    def step(self, state: AdamState, grad: Array, param: Array, t: Scalar) -> tuple[Array, AdamState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del param  # Adam does not look at where it stands
        xp = namespace(grad)
        mean = self.beta1 * state.mean + (1 - self.beta1) * grad
        square = self.beta2 * state.square + (1 - self.beta2) * grad**2
        direction = mean / (1 - self.beta1**t)
        size = xp.sqrt(square / (1 - self.beta2**t))
        return -self.learning_rate * direction / (size + self.epsilon), AdamState(mean, square)
