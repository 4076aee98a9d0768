"""Patience: stop when the validation loss has not improved for so many epochs.

    an epoch improves when   value < best - minimum_improvement
    wait = epochs since the last that improved; the run has stopped once wait >= patience

The weights to keep are those of the last epoch that improved. A value that is not a number never improves.

Convention: Keras's ``EarlyStopping`` with restore_best_weights=True; ``minimum_improvement`` is its min_delta.
Keras takes even a first value that is not a number as the best, on which nothing then improves; here it is
passed over.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, device, namespace
from descentlab.contracts import Range


class PatienceState(NamedTuple):
    """Arrays of shape ()."""

    best: Array
    wait: Array
    improved: Array
    stopped: Array


class Patience(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    patience: Scalar = 5
    minimum_improvement: Scalar = 0.0

    SOURCE = "Prechelt (1998), Early Stopping - But When?, Neural Networks: Tricks of the Trade"
    RANGES = {
        "patience": Range(lawful=(1, None)),
        "minimum_improvement": Range(lawful=(0, None)),
    }

    def init(self, like: Array) -> PatienceState:
        """State before the first epoch, in the dtype of ``like``."""
        xp = namespace(like)
        zero = xp.zeros((), dtype=like.dtype, device=device(like))
        false = xp.zeros((), dtype=xp.bool, device=device(like))
        return PatienceState(best=zero + float("inf"), wait=zero, improved=false, stopped=false)

    def update(self, state: PatienceState, value: Array) -> PatienceState:
        """State after an epoch; once stopped it stays stopped, and nothing improves any more."""
        xp = namespace(value)
        improved = (value < state.best - self.minimum_improvement) & ~state.stopped
        best = xp.where(improved, value, state.best)
        wait = xp.where(improved, xp.zeros_like(state.wait), state.wait + 1)
        return PatienceState(best, wait, improved, state.stopped | (wait >= self.patience))
