"""AdamW: Adam, and beside it a decay of the weights that the averages never see.

For each entry w of a parameter, with gradient g at step t = 1, 2, 3, ...

    mean   <- beta1 * mean   + (1 - beta1) * g
    square <- beta2 * square + (1 - beta2) * g^2
    change  = -learning_rate * (mean / (1 - beta1^t)) / (sqrt(square / (1 - beta2^t)) + epsilon)
              -learning_rate * weight_decay * w

Convention: the decay is multiplied by the learning rate (PyTorch, Keras and optax do the same; the paper
keeps the two apart). It acts on every parameter handed in, biases too, as PyTorch's and Keras's do; the
regularizer ``weight_decay`` acts on kernels only, with any optimizer.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class AdamWState(NamedTuple):
    """Running averages, each of the parameter's shape and dtype."""

    mean: Array
    square: Array


class AdamW(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    learning_rate: Scalar = 1e-3
    beta1: Scalar = 0.9
    beta2: Scalar = 0.999
    epsilon: Scalar = 1e-8
    weight_decay: Scalar = 1e-2

    SOURCE = "Loshchilov & Hutter (2019), Decoupled Weight Decay Regularization, arXiv:1711.05101"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-5, 1e-1), scale="log"),
        "beta1": Range(lawful=(0, 1), closed="left", search=(0.5, 0.99)),
        "beta2": Range(lawful=(0, 1), closed="left", search=(0.9, 0.9999)),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-10, 1e-2), scale="log"),
        "weight_decay": Range(lawful=(0, None), search=(1e-5, 1e0), scale="log"),
    }

    def init(self, param: Array) -> AdamWState:
        """State before the first step."""
        xp = namespace(param)
        return AdamWState(mean=xp.zeros_like(param), square=xp.zeros_like(param))

    def step(self, state: AdamWState, grad: Array, param: Array, t: Scalar) -> tuple[Array, AdamWState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        xp = namespace(grad)
        mean = self.beta1 * state.mean + (1 - self.beta1) * grad
        square = self.beta2 * state.square + (1 - self.beta2) * grad**2
        direction = mean / (1 - self.beta1**t)
        size = xp.sqrt(square / (1 - self.beta2**t))
        decay = self.weight_decay * param
        change = -self.learning_rate * (direction / (size + self.epsilon) + decay)
        return change, AdamWState(mean, square)
