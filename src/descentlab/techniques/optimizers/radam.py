"""RAdam: Adam that trusts its mean square only after enough steps, and little at first.

For each entry of a parameter, with gradient g at step t = 1, 2, 3, ...

    mean   <- beta1 * mean   + (1 - beta1) * g
    square <- beta2 * square + (1 - beta2) * g^2
    ages   <- beta2 * (ages + weight)
    weight <- beta2 * weight + 1
    length  = 1 + 2 * ages / weight         (how many steps the mean square stands for)
    limit   = 2 / (1 - beta2) - 1           (what the length tends to)
    trust   = sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length))
    change  = -learning_rate * trust * (mean / (1 - beta1^t)) / (sqrt(square / (1 - beta2^t)) + epsilon)

While the length is 5 or less, which is five steps at least, change = -learning_rate * mean / (1 - beta1^t).
All four start at zero. The length is the paper's limit - 2 * t * beta2^t / (1 - beta2^t), which is a small
difference of large numbers: in float32 the sums keep the digits that it loses.

Convention: the threshold is 5 (PyTorch and optax do the same; 4 in the paper). Epsilon joins after the
correction (optax does the same). PyTorch adds it before: its step is this one with
epsilon / sqrt(1 - beta2^t). The paper has none. Keras has no RAdam.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, device, namespace
from descentlab.contracts import Range


class RAdamState(NamedTuple):
    """Running averages of the parameter's shape, and sums that count the steps behind (shape ()), in its dtype."""

    mean: Array
    square: Array
    ages: Array
    weight: Array


class RAdam(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    learning_rate: Scalar = 1e-3
    beta1: Scalar = 0.9
    beta2: Scalar = 0.999
    epsilon: Scalar = 1e-8

    SOURCE = "Liu et al. (2020), On the Variance of the Adaptive Learning Rate and Beyond, arXiv:1908.03265"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-5, 1e-1), scale="log"),
        "beta1": Range(lawful=(0, 1), closed="left", search=(0.5, 0.99)),
        "beta2": Range(lawful=(0, 1), closed="left", search=(0.9, 0.9999)),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-10, 1e-2), scale="log"),
    }

    def init(self, param: Array) -> RAdamState:
        """State before the first step."""
        xp = namespace(param)
        ages = xp.zeros((), dtype=param.dtype, device=device(param))
        weight = xp.zeros((), dtype=param.dtype, device=device(param))
        return RAdamState(xp.zeros_like(param), xp.zeros_like(param), ages, weight)

    def step(self, state: RAdamState, grad: Array, param: Array, t: Scalar) -> tuple[Array, RAdamState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del param  # RAdam does not look at where it stands
        xp = namespace(grad)
        mean = self.beta1 * state.mean + (1 - self.beta1) * grad
        square = self.beta2 * state.square + (1 - self.beta2) * grad**2
        ages = self.beta2 * (state.ages + state.weight)
        weight = self.beta2 * state.weight + 1
        direction = mean / (1 - self.beta1**t)
        size = xp.sqrt(square / ((1 - self.beta2) * weight))
        length = 1 + 2 * ages / weight
        limit = xp.zeros_like(length) + (2 / (1 - self.beta2) - 1)
        trusted = length > 5
        harmless = xp.full_like(length, 6.0)  # keeps the branch not taken from dividing by zero
        length = xp.where(trusted, length, harmless)
        limit = xp.where(trusted, limit, harmless)
        trust = xp.sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length))
        adapted = trust * direction / (size + self.epsilon)
        change = -self.learning_rate * xp.where(trusted, adapted, direction)
        return change, RAdamState(mean, square, ages, weight)
