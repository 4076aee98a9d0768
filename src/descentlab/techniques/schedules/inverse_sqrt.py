"""Inverse square root: after a while at its initial value the rate falls as one over the root of the steps taken.

    rate(step) = learning_rate                                                         while step < hold_steps
    rate(step) = learning_rate / sqrt(1 + (step - hold_steps) / decay_steps)           afterwards

The Transformer's schedule is this one behind a warm-up: with W = warmup_steps + 1, hold_steps = 0 and
decay_steps = W, the two together are learning_rate * min(t / W, sqrt(W / t)) at step t = 1, 2, 3, ...
With hold_steps = decay_steps = k and no warm-up it is that of T5: learning_rate * sqrt(k / max(step, k)).

Convention: learning_rate is the peak (the paper's own factor, 1 / sqrt(model width * W), is left to it). Hugging
Face's ``get_inverse_sqrt_schedule`` calls decay_steps timescale, and takes it equal to its warm-up unless told.
"""

from typing import NamedTuple

from descentlab.arrays import Scalar, namespace
from descentlab.contracts import Range


class InverseSqrt(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    decay_steps: Scalar
    hold_steps: Scalar = 0.0

    SOURCE = "Vaswani et al. (2017), Attention Is All You Need, section 5.3, arXiv:1706.03762"
    RANGES = {
        "decay_steps": Range(lawful=(1, None)),
        "hold_steps": Range(lawful=(0, None)),
    }

    def at(self, learning_rate: Scalar, step: Scalar) -> Scalar:
        """The rate for a step, an array of shape () (0 at the first)."""
        xp = namespace(step)
        since = (step - self.hold_steps) / self.decay_steps
        since = xp.where(since > 0, since, xp.zeros_like(since))
        return learning_rate / xp.sqrt(1 + since)
