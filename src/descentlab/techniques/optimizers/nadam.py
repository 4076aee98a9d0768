"""NAdam: Adam that looks ahead as Nesterov momentum does, with a momentum that grows.

For each entry of a parameter, with gradient g at step t = 1, 2, 3, ...

    momentum(t) = beta1 * (1 - 0.96^(t * momentum_decay) / 2)
    product    <- product * momentum(t)
    mean       <- beta1 * mean   + (1 - beta1) * g
    square     <- beta2 * square + (1 - beta2) * g^2
    direction   = (1 - momentum(t)) * g / (1 - product)
                  + momentum(t + 1) * mean / (1 - product * momentum(t + 1))
    change      = -learning_rate * direction / (sqrt(square / (1 - beta2^t)) + epsilon)

The averages start at zero, the product at one. The momentum climbs from about beta1 / 2 towards beta1.

NAdamW is this optimizer with the regularizer ``weight_decay``, as AdamW is Adam with it: PyTorch's NAdam with
decoupled_weight_decay = True, optax's nadamw.

Convention: of the three formulas in use, PyTorch's. Keras's is this one with momentum_decay = 1. optax has no
schedule, beta1 throughout: this one with momentum_decay = 1e4, where 0.96^(t * momentum_decay) vanishes. In all
three, beta1 and not the scheduled momentum averages the gradients, unlike in the paper, and epsilon joins after
the correction.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, device, namespace
from descentlab.contracts import Range


class NAdamState(NamedTuple):
    """Averages of the parameter's shape, and the product of the momenta so far (shape ()), all in its dtype."""

    mean: Array
    square: Array
    product: Array


class NAdam(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    learning_rate: Scalar = 1e-3
    beta1: Scalar = 0.9
    beta2: Scalar = 0.999
    epsilon: Scalar = 1e-8
    momentum_decay: Scalar = 4e-3

    SOURCE = "Dozat (2016), Incorporating Nesterov Momentum into Adam, ICLR Workshop"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-5, 1e-1), scale="log"),
        "beta1": Range(lawful=(0, 1), closed="left", search=(0.5, 0.99)),
        "beta2": Range(lawful=(0, 1), closed="left", search=(0.9, 0.9999)),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-10, 1e-2), scale="log"),
        "momentum_decay": Range(lawful=(0, None), search=(1e-3, 1e0), scale="log"),
    }

    def init(self, param: Array) -> NAdamState:
        """State before the first step."""
        xp = namespace(param)
        one = xp.ones((), dtype=param.dtype, device=device(param))
        return NAdamState(mean=xp.zeros_like(param), square=xp.zeros_like(param), product=one)

    def step(self, state: NAdamState, grad: Array, param: Array, t: Scalar) -> tuple[Array, NAdamState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del param  # NAdam does not look at where it stands
        xp = namespace(grad)
        momentum = self.beta1 * (1 - 0.5 * 0.96 ** (t * self.momentum_decay))
        momentum_next = self.beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * self.momentum_decay))
        product = state.product * momentum
        mean = self.beta1 * state.mean + (1 - self.beta1) * grad
        square = self.beta2 * state.square + (1 - self.beta2) * grad**2
        now = (1 - momentum) * grad / (1 - product)
        ahead = momentum_next * mean / (1 - product * momentum_next)
        size = xp.sqrt(square / (1 - self.beta2**t))
        change = -self.learning_rate * (now + ahead) / (size + self.epsilon)
        return change, NAdamState(mean, square, product)
