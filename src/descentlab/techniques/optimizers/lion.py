"""Lion: a step of fixed length along the sign of a running mean that leans on the newest gradient.

For each entry of a parameter, with gradient g:

    change = -learning_rate * sign(beta1 * mean + (1 - beta1) * g)
    mean  <- beta2 * mean + (1 - beta2) * g

The mean starts at zero. The step is taken with the mean before this gradient has joined it.

Convention: the update of the paper without its weight decay, which is the regularizer ``weight_decay`` here
(Keras keeps it apart too; optax decays by 0.001 unless told otherwise). The sign of zero is zero. PyTorch has no
Lion.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class LionState(NamedTuple):
    """Running mean of the gradient, of the parameter's shape and dtype."""

    mean: Array


class Lion(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    learning_rate: Scalar = 1e-4
    beta1: Scalar = 0.9
    beta2: Scalar = 0.99

    SOURCE = "Chen et al. (2023), Symbolic Discovery of Optimization Algorithms, arXiv:2302.06675"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-6, 1e-2), scale="log"),
        "beta1": Range(lawful=(0, 1), closed="left", search=(0.5, 0.99)),
        "beta2": Range(lawful=(0, 1), closed="left", search=(0.9, 0.999)),
    }

    def init(self, param: Array) -> LionState:
        """State before the first step."""
        return LionState(mean=namespace(param).zeros_like(param))

    def step(self, state: LionState, grad: Array, param: Array, t: Scalar) -> tuple[Array, LionState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del param, t  # neither the place nor the time matters
        xp = namespace(grad)
        blend = self.beta1 * state.mean + (1 - self.beta1) * grad
        mean = self.beta2 * state.mean + (1 - self.beta2) * grad
        return -self.learning_rate * xp.sign(blend), LionState(mean)
