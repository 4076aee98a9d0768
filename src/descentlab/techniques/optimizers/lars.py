"""LARS: momentum whose step is a share of the parameter's own length, layer by layer.

For a whole parameter w (a kernel, a bias) with gradient g, where |x| = sqrt(sum of x^2 over all entries):

    ratio     = trust_coefficient * |w| / (|g| + weight_decay * |w|)
    velocity <- momentum * velocity + ratio * (g + weight_decay * w)
    change    = -learning_rate * velocity

The velocity starts at zero. The ratio is 1 where |w| or what it is divided by is zero, as for biases that start
at zero. Parameters of every shape are treated alike, single numbers too. |g| is computed in units of g's largest
entry, so that it neither overflows nor vanishes.

Convention: the paper's ratio, and the learning rate outside of the velocity. optax divides by the length of the
sum, |g + weight_decay * w|, which is this one with weight_decay = 0 and the regularizer ``l2`` of half that
strength. The paper and optax fold the rate into the velocity, which is the same while the rate is constant.
PyTorch and Keras have no LARS.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class LARSState(NamedTuple):
    """Decaying sum of the scaled gradients, of the parameter's shape and dtype."""

    velocity: Array


class LARS(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    learning_rate: Scalar = 1e0
    momentum: Scalar = 0.9
    trust_coefficient: Scalar = 1e-3
    weight_decay: Scalar = 0.0

    SOURCE = "You, Gitman & Ginsburg (2017), Large Batch Training of Convolutional Networks, arXiv:1708.03888"
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-2, 1e2), scale="log"),
        "momentum": Range(lawful=(0, 1), closed="left", search=(0.5, 0.99)),
        "trust_coefficient": Range(lawful=(0, None), closed="neither", search=(1e-4, 1e-2), scale="log"),
        "weight_decay": Range(lawful=(0, None), search=(1e-5, 1e-1), scale="log"),
    }

    def init(self, param: Array) -> LARSState:
        """State before the first step."""
        return LARSState(velocity=namespace(param).zeros_like(param))

    def step(self, state: LARSState, grad: Array, param: Array, t: Scalar) -> tuple[Array, LARSState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del t  # the time does not matter
        xp = namespace(grad)
        weight_norm = _norm(param)
        grad_norm = _norm(grad) + self.weight_decay * weight_norm
        defined = xp.logical_and(weight_norm != 0, grad_norm != 0)
        one = xp.ones_like(grad_norm)
        ratio = self.trust_coefficient * weight_norm / xp.where(defined, grad_norm, one)
        ratio = xp.where(defined, ratio, one)
        velocity = self.momentum * state.velocity + ratio * (grad + self.weight_decay * param)
        return -self.learning_rate * velocity, LARSState(velocity)


def _norm(x: Array) -> Array:
    xp = namespace(x)
    peak = xp.max(xp.abs(x))
    unit = xp.where(peak == 0, xp.ones_like(peak), peak)
    return unit * xp.sqrt(xp.sum((x / unit) ** 2))
