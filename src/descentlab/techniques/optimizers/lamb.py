"""LAMB: Adam's step, brought to the length of the parameter itself, layer by layer.

For a whole parameter w (a kernel, a bias) with gradient g at step t = 1, 2, 3, ..., entry by entry but for the
ratio, where |x| = sqrt(sum of x^2 over all entries):

    mean   <- beta1 * mean   + (1 - beta1) * g
    square <- beta2 * square + (1 - beta2) * g^2
    update  = (mean / (1 - beta1^t)) / (sqrt(square / (1 - beta2^t)) + epsilon) + weight_decay * w
    ratio   = |w| / |update|
    change  = -learning_rate * ratio * update

Both averages start at zero. The ratio is 1 where |w| or |update| is zero, as for biases that start at zero.
Parameters of every shape are treated alike, single numbers too.

Convention: |w| as it is (the paper's phi is the identity), and weight decay within the update that is scaled
(the paper and optax do the same). Keras's decay is outside of it, like that of the regularizer ``weight_decay``,
but comes before |w| is measured. PyTorch has no LAMB.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class LAMBState(NamedTuple):
    """Running averages, each of the parameter's shape and dtype."""

    mean: Array
    square: Array


class LAMB(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    learning_rate: Scalar = 1e-3
    beta1: Scalar = 0.9
    beta2: Scalar = 0.999
    epsilon: Scalar = 1e-6
    weight_decay: Scalar = 0.0

    SOURCE = "You et al. (2020), Large Batch Optimization for Deep Learning: Training BERT in 76 minutes, ICLR"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-5, 1e-1), scale="log"),
        "beta1": Range(lawful=(0, 1), closed="left", search=(0.5, 0.99)),
        "beta2": Range(lawful=(0, 1), closed="left", search=(0.9, 0.9999)),
        "epsilon": Range(lawful=(0, None), closed="neither", search=(1e-10, 1e-2), scale="log"),
        "weight_decay": Range(lawful=(0, None), search=(1e-5, 1e0), scale="log"),
    }

    def init(self, param: Array) -> LAMBState:
        """State before the first step."""
        xp = namespace(param)
        return LAMBState(mean=xp.zeros_like(param), square=xp.zeros_like(param))

    def step(self, state: LAMBState, grad: Array, param: Array, t: Scalar) -> tuple[Array, LAMBState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        xp = namespace(grad)
        mean = self.beta1 * state.mean + (1 - self.beta1) * grad
        square = self.beta2 * state.square + (1 - self.beta2) * grad**2
        direction = mean / (1 - self.beta1**t)
        size = xp.sqrt(square / (1 - self.beta2**t))
        update = direction / (size + self.epsilon) + self.weight_decay * param
        weight_norm = xp.sqrt(xp.sum(param**2))
        update_norm = xp.sqrt(xp.sum(update**2))
        defined = xp.logical_and(weight_norm != 0, update_norm != 0)
        one = xp.ones_like(update_norm)
        ratio = xp.where(defined, weight_norm / xp.where(defined, update_norm, one), one)
        return -self.learning_rate * ratio * update, LAMBState(mean, square)
