"""Reduce on plateau: when the validation loss has not improved for so many epochs, the rate is lowered.

    an epoch improves when   value < best - minimum_improvement
    wait = epochs since the last that improved, or since the cooldown was over
    once wait >= patience:   factor <- max(factor * decay_factor, minimum_factor), and the wait begins anew

The factor begins at 1 and multiplies every later rate. In the ``cooldown`` epochs after a reduction nothing is
waited for. A value that is not a number never improves.

Convention: patience as in Keras's ``ReduceLROnPlateau``: the epoch that makes the wait as long as the patience
lowers the rate (PyTorch's patience is one less than this). cooldown as in PyTorch: Keras waits again from its last
epoch on, so that its cooldown is one more than this. minimum_improvement is an absolute difference, Keras's
min_delta (PyTorch's threshold is a part of the best value unless threshold_mode="abs"), and minimum_factor a part of
the initial rate (both libraries take the rate itself, min_lr). Keras takes even a first value that is not a number
as the best, on which nothing then improves; here it is passed over.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, device, namespace
from descentlab.contracts import Range


class ReduceOnPlateauState(NamedTuple):
    """Arrays of shape (). resting: epochs that are left of the cooldown."""

    factor: Array
    best: Array
    wait: Array
    resting: Array


class ReduceOnPlateau(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    decay_factor: Scalar = 0.1
    patience: Scalar = 3
    minimum_improvement: Scalar = 0.0
    cooldown: Scalar = 0
    minimum_factor: Scalar = 0.0

    SOURCE = "He, Zhang, Ren & Sun (2016), Deep Residual Learning for Image Recognition, section 3.4, arXiv:1512.03385"
    RANGES = {
        "decay_factor": Range(lawful=(0, 1), closed="right", search=(0.05, 0.7)),
        "patience": Range(lawful=(1, None)),
        "minimum_improvement": Range(lawful=(0, None)),
        "cooldown": Range(lawful=(0, None)),
        "minimum_factor": Range(lawful=(0, 1)),
    }

    def init(self, like: Array) -> ReduceOnPlateauState:
        """State before the first epoch, in the dtype of ``like``."""
        xp = namespace(like)
        zero = xp.zeros((), dtype=like.dtype, device=device(like))
        return ReduceOnPlateauState(factor=zero + 1, best=zero + float("inf"), wait=zero, resting=zero)

    def update(self, state: ReduceOnPlateauState, value: Array) -> ReduceOnPlateauState:
        """State after an epoch that ended with this validation loss."""
        xp = namespace(value)
        zero = xp.zeros_like(state.wait)
        improved = value < state.best - self.minimum_improvement
        best = xp.where(improved, value, state.best)
        wait = xp.where(improved | (state.resting > 0), zero, state.wait + 1)
        resting = xp.where(state.resting > 1, state.resting - 1, zero)

        due = wait >= self.patience
        lowered = state.factor * self.decay_factor
        lowered = xp.where(lowered > self.minimum_factor, lowered, zero + self.minimum_factor)
        return ReduceOnPlateauState(
            factor=xp.where(due, lowered, state.factor),
            best=best,
            wait=xp.where(due, zero, wait),
            resting=xp.where(due, zero + self.cooldown, resting),
        )
