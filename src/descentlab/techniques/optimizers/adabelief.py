"""AdaBelief: Adam that steps far where the gradient is as expected, and short where it surprises.

For each entry of a parameter, with gradient g at step t = 1, 2, 3, ...

    mean     <- beta1 * mean     + (1 - beta1) * g
    surprise <- beta2 * surprise + (1 - beta2) * (g - mean)^2 + epsilon
    change    = -learning_rate * (mean / (1 - beta1^t)) / (sqrt(surprise / (1 - beta2^t)) + epsilon)

The mean in the second line is already the new one. Both averages start at zero.

Convention: one epsilon joins twice, at every step inside the average and after the correction (the paper's
Algorithm 2). optax has a number for each, eps_root and eps; neither PyTorch nor Keras has AdaBelief.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class AdaBeliefState(NamedTuple):
    """Running averages, each of the parameter's shape and dtype."""

    mean: Array
    surprise: Array


class AdaBelief(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    learning_rate: Scalar = 1e-3
    beta1: Scalar = 0.9
    beta2: Scalar = 0.999
    epsilon: Scalar = 1e-16

    SOURCE = "Zhuang et al. (2020), AdaBelief Optimizer, NeurIPS 33, arXiv:2010.07468"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-5, 1e-1), scale="log"),
        "beta1": Range(lawful=(0, 1), closed="left", search=(0.5, 0.99)),
        "beta2": Range(lawful=(0, 1), closed="left", search=(0.9, 0.9999)),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-16, 1e-4), scale="log"),
    }

    def init(self, param: Array) -> AdaBeliefState:
        """State before the first step."""
        xp = namespace(param)
        return AdaBeliefState(mean=xp.zeros_like(param), surprise=xp.zeros_like(param))

    def step(self, state: AdaBeliefState, grad: Array, param: Array, t: Scalar) -> tuple[Array, AdaBeliefState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del param  # AdaBelief does not look at where it stands
        xp = namespace(grad)
        mean = self.beta1 * state.mean + (1 - self.beta1) * grad
        deviation = grad - mean
        surprise = self.beta2 * state.surprise + (1 - self.beta2) * deviation**2 + self.epsilon
        direction = mean / (1 - self.beta1**t)
        size = xp.sqrt(surprise / (1 - self.beta2**t))
        return -self.learning_rate * direction / (size + self.epsilon), AdaBeliefState(mean, surprise)
