"""Exponential moving average of the weights: what is evaluated is a mean over the last steps.

After step t = 1, 2, 3, ..., which left the weights w,

    total    = 1 - decay^t
    rate     = (1 - decay) / total
    average <- average + rate * (w - average)

The weights of k steps ago count decay^k times as much as the last. The mean smooths what steps of one size do
around a minimum, as lowering the learning rate would. Before the first step it is the weights themselves.

With ``bias_correction`` turned off, rate = 1 - decay from the second step on: the first step's weights count
for all the steps that were not, which takes some 1 / (1 - decay) steps to forget.

Convention: with the correction it is optax's ``ema``, which divides by 1 - decay^t where the mean is read.
Without, it is PyTorch's ``AveragedModel`` with ``get_ema_avg_fn``, and Keras's ``use_ema`` (decay is its
ema_momentum). What batch normalization keeps is not averaged: its averages stay those of the raw weights.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, device, namespace
from descentlab.contracts import Range


class EMAState(NamedTuple):
    """The average, of the parameter's shape, and 1 - decay^t, of shape ()."""

    average: Array
    total: Array


class EMA(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); whether the start is corrected for."""

    decay: Scalar = 0.999
    bias_correction: bool = True

    SOURCE = (
        "Polyak & Juditsky (1992), Acceleration of Stochastic Approximation by Averaging, "
        "SIAM J. Control Optim. 30(4)"
    )
    RANGES = {
        "decay": Range(lawful=(0, 1), closed="left", search=(0.9, 0.9999)),
    }

    def init(self, param: Array) -> EMAState:
        """State before the first step."""
        xp = namespace(param)
        return EMAState(xp.zeros_like(param), xp.zeros((), dtype=param.dtype, device=device(param)))

    def update(self, state: EMAState, param: Array, t: Scalar) -> EMAState:
        """State after step t, which left this parameter."""
        del t  # the total counts the steps, without the digits that 1 - decay^t loses
        xp = namespace(param)
        total = self.decay * state.total + (1 - self.decay)
        rate = (1 - self.decay) / total
        if not self.bias_correction:
            rate = xp.where(state.total == 0, rate, xp.zeros_like(rate) + (1 - self.decay))
        return EMAState(state.average + rate * (param - state.average), total)

    def evaluation_weights(self, state: EMAState, param: Array) -> Array:
        """The average, or param itself before the first step."""
        return namespace(param).where(state.total > 0, state.average, param)
