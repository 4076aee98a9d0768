"""Stochastic weight averaging (SWA): what is evaluated is the plain mean of weights seen late in training.

After step t = 1, 2, 3, ..., which left the weights w,

    if t >= start_steps + count * every_steps:
        average <- average + (w - average) / (count + 1)
        count   <- count + 1

So the weights after step start_steps are the first to count, and each that counts counts the same. Before, the
parameter itself is evaluated. It is meant for the time after the rate has stopped falling, when steps wander
around a minimum: the mean lies nearer to its middle.

Convention: the plan of the paper, where one average is taken at the end of each cycle of ``every_steps``; its
high constant or cyclical rate is the schedule's matter. PyTorch's ``AveragedModel`` gives the same mean of the
weights that it is handed. What batch normalization keeps is not averaged: its averages stay those of the raw
weights (the paper, and PyTorch's ``update_bn``, compute them anew with the mean).
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, device, namespace
from descentlab.contracts import Range


class SWAState(NamedTuple):
    """The average, of the parameter's shape, and how many weights are in it, of shape ()."""

    average: Array
    count: Array


class SWA(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    start_steps: Scalar
    every_steps: Scalar = 1.0

    SOURCE = "Izmailov et al. (2018), Averaging Weights Leads to Wider Optima, arXiv:1803.05407"
    RANGES = {
        "start_steps": Range(lawful=(1, None)),
        "every_steps": Range(lawful=(1, None)),
    }

    def init(self, param: Array) -> SWAState:
        """State before the first step."""
        xp = namespace(param)
        return SWAState(xp.zeros_like(param), xp.zeros((), dtype=param.dtype, device=device(param)))

    def update(self, state: SWAState, param: Array, t: Scalar) -> SWAState:
        """State after step t, which left this parameter."""
        xp = namespace(param)
        counts = t >= self.start_steps + state.count * self.every_steps
        mean = state.average + (param - state.average) / (state.count + 1)
        return SWAState(xp.where(counts, mean, state.average), xp.where(counts, state.count + 1, state.count))

    def evaluation_weights(self, state: SWAState, param: Array) -> Array:
        """The average, or param itself as long as there is none."""
        return namespace(param).where(state.count > 0, state.average, param)
