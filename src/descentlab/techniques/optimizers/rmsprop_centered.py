"""Centered RMSProp: the step is the gradient over its running standard deviation.

For each entry of a parameter, with gradient g:

    variance <- rho * variance + rho * (1 - rho) * (g - mean)^2
    mean     <- rho * mean + (1 - rho) * g
    change    = -learning_rate * g / (sqrt(variance) + epsilon)

Both start at zero. The variance is the running mean of g^2 less the square of the running mean of g, which is
how other libraries compute it; summed up in this way it loses no digits and is never negative.

Convention: epsilon joins outside the root (PyTorch does the same). Keras and optax add it inside,
sqrt(variance + epsilon): epsilon_inside = true.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class RMSPropCenteredState(NamedTuple):
    """Running mean and variance of the gradient, each of the parameter's shape and dtype."""

    mean: Array
    variance: Array


class RMSPropCentered(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); epsilon_inside is structure."""

    learning_rate: Scalar = 1e-3
    rho: Scalar = 0.9
    epsilon: Scalar = 1e-7
    epsilon_inside: bool = False

    SOURCE = "Graves (2013), Generating Sequences With Recurrent Neural Networks, arXiv:1308.0850"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-5, 1e-1), scale="log"),
        "rho": Range(lawful=(0, 1), closed="left", search=(0.8, 0.999)),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-10, 1e-2), scale="log"),
    }

    def init(self, param: Array) -> RMSPropCenteredState:
        """State before the first step."""
        xp = namespace(param)
        return RMSPropCenteredState(mean=xp.zeros_like(param), variance=xp.zeros_like(param))

    def step(
        self, state: RMSPropCenteredState, grad: Array, param: Array, t: Scalar
    ) -> tuple[Array, RMSPropCenteredState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del param, t  # neither the place nor the time matters
        xp = namespace(grad)
        surprise = grad - state.mean
        variance = self.rho * state.variance + self.rho * (1 - self.rho) * surprise**2
        mean = self.rho * state.mean + (1 - self.rho) * grad
        size = xp.sqrt(variance + self.epsilon) if self.epsilon_inside else xp.sqrt(variance) + self.epsilon
        return -self.learning_rate * grad / size, RMSPropCenteredState(mean, variance)
