"""Rprop: each entry steps by a length of its own, which grows while its gradient keeps its sign.

For each entry of a parameter, with gradient g:

    factor <- min(factor * eta_plus, maximum_factor)     where sign(g) * sign is positive
              max(factor * eta_minus, minimum_factor)    where it is negative
    sign   <- 0 where it is negative, sign(g) elsewhere
    change  = -learning_rate * factor * sign

The sign starts at zero, the factor at one: the first step has the length of the rate. After a turn the entry
rests for a step. With backtracking = true it takes its last step back instead, in the length of the present rate.
Only the gradient's sign counts, so it is meant for full batches: the signs of mini-batches turn by chance, and
every turn shrinks the factor.

Convention: the limits are in units of the learning rate, so that a schedule scales every step; those of PyTorch
and optax are lengths, 1e-6 and 50, which these are at PyTorch's rate of 0.01. No step is taken back (PyTorch);
the paper takes it back. optax takes each step one gradient late, and not at all if that gradient has turned. Keras
has no Rprop.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class RpropState(NamedTuple):
    """Sign of the last step's gradient and factor of the rate, each of the parameter's shape and dtype."""

    sign: Array
    factor: Array


class Rprop(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); backtracking is structure."""

    learning_rate: Scalar = 1e-2
    eta_minus: Scalar = 0.5
    eta_plus: Scalar = 1.2
    minimum_factor: Scalar = 1e-4
    maximum_factor: Scalar = 5e3
    backtracking: bool = False

    SOURCE = (
        "Riedmiller & Braun (1993), A Direct Adaptive Method for Faster Backpropagation Learning, IEEE ICNN"
    )
    RANGES = {
        "learning_rate": Range(lawful=(0, None), search=(1e-4, 1e0), scale="log"),
        "eta_minus": Range(lawful=(0, 1), closed="neither", search=(0.3, 0.8)),
        "eta_plus": Range(lawful=(1, None), closed="neither", search=(1.05, 1.5)),
        "minimum_factor": Range(lawful=(0, 1), closed="right", search=(1e-6, 1e-1), scale="log"),
        "maximum_factor": Range(lawful=(1, None), search=(1e1, 1e4), scale="log"),
    }

    def init(self, param: Array) -> RpropState:
        """State before the first step."""
        xp = namespace(param)
        return RpropState(sign=xp.zeros_like(param), factor=xp.ones_like(param))

    def step(self, state: RpropState, grad: Array, param: Array, t: Scalar) -> tuple[Array, RpropState]:
        """One step for one parameter: the change to add to it (of its shape), and the state to keep."""
        del param, t  # neither the place nor the time matters
        xp = namespace(grad)
        sign = xp.sign(grad)
        agreement = sign * state.sign
        turned = agreement < 0
        none = xp.zeros_like(grad)
        grown = xp.minimum(state.factor * self.eta_plus, none + self.maximum_factor)
        shrunk = xp.maximum(state.factor * self.eta_minus, none + self.minimum_factor)
        factor = xp.where(agreement > 0, grown, xp.where(turned, shrunk, state.factor))
        sign = xp.where(turned, none, sign)
        steps = factor * sign
        if self.backtracking:
            steps = xp.where(turned, -state.factor * state.sign, steps)
        return -self.learning_rate * steps, RpropState(sign, factor)
