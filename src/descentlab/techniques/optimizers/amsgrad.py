"""AMSGrad: Adam whose size of the gradient never forgets its maximum.

For each entry of a parameter, with gradient g at step t = 1, 2, 3, ...

    mean    <- beta1 * mean   + (1 - beta1) * g
    square  <- beta2 * square + (1 - beta2) * g^2
    maximum <- max(maximum, square)
    change   = -learning_rate * (mean / (1 - beta1^t)) / (sqrt(maximum / (1 - beta2^t)) + epsilon)

All three start at zero. With corrected = true the maximum is of what is corrected already:

    maximum <- max(maximum, square / (1 - beta2^t))
    change   = -learning_rate * (mean / (1 - beta1^t)) / (sqrt(maximum) + epsilon)

Convention: the maximum of raw averages (PyTorch, Keras), so that the first steps' maximum loses its correction as
t grows. optax's is of corrected averages, which an early peak rules for good: corrected = true. The paper corrects
nothing. Epsilon joins after the correction (PyTorch, optax); Keras adds it before: its step is this one with
epsilon / sqrt(1 - beta2^t).
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class AMSGradState(NamedTuple):
    """Running averages and the largest square, each of the parameter's shape and dtype."""

    mean: Array
    square: Array
    maximum: Array


class AMSGrad(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); corrected is structure."""

    learning_rate: Scalar = 1e-3
    beta1: Scalar = 0.9
    beta2: Scalar = 0.999
    epsilon: Scalar = 1e-8
    corrected: bool = False

    SOURCE = "Reddi, Kale & Kumar (2018), On the Convergence of Adam and Beyond, arXiv:1904.09237"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-5, 1e-1), scale="log"),
        "beta1": Range(lawful=(0, 1), closed="left", search=(0.5, 0.99)),
        "beta2": Range(lawful=(0, 1), closed="left", search=(0.9, 0.9999)),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-10, 1e-2), scale="log"),
    }

    def init(self, param: Array) -> AMSGradState:
        """State before the first step."""
        xp = namespace(param)
        return AMSGradState(
            mean=xp.zeros_like(param), square=xp.zeros_like(param), maximum=xp.zeros_like(param)
        )

    def step(self, state: AMSGradState, grad: Array, param: Array, t: Scalar) -> tuple[Array, AMSGradState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del param  # AMSGrad does not look at where it stands
        xp = namespace(grad)
        mean = self.beta1 * state.mean + (1 - self.beta1) * grad
        square = self.beta2 * state.square + (1 - self.beta2) * grad**2
        correction = 1 - self.beta2**t
        if self.corrected:
            maximum = xp.maximum(state.maximum, square / correction)
            size = xp.sqrt(maximum)
        else:
            maximum = xp.maximum(state.maximum, square)
            size = xp.sqrt(maximum / correction)
        direction = mean / (1 - self.beta1**t)
        change = -self.learning_rate * direction / (size + self.epsilon)
        return change, AMSGradState(mean, square, maximum)
