"""Warm-up, stable, decay: the rate climbs, stays for most of the training, and falls at the end in a straight line.

    climb      = (step + 1) / (warmup_fraction * total_steps + 1)
    left       = max(1 - step / total_steps, 0) / decay_fraction
    fall       = alpha + (1 - alpha) * left
    rate(step) = learning_rate * min(climb, 1, fall)

Where the two parts overlap, the lower line counts.

Convention: the climb is that of ``warmup``: the first step is already taken with a small rate. ``alpha`` is the part
of the initial rate that is left at the end, as in ``cosine``. The paper lets the last part fall exponentially; Hugging
Face's ``get_wsd_schedule`` along a cosine, or with decay_type="linear" as here, and counts the three parts in steps.
"""

from typing import NamedTuple

from descentlab.arrays import Scalar, namespace
from descentlab.contracts import Range


class WarmupStableDecay(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    total_steps: Scalar
    warmup_fraction: Scalar = 0.1
    decay_fraction: Scalar = 0.2
    alpha: Scalar = 0.0

    SOURCE = "Hu et al. (2024), MiniCPM, section 4 (the WSD scheduler), arXiv:2404.06395"
    RANGES = {
        "total_steps": Range(lawful=(1, None)),
        "warmup_fraction": Range(lawful=(0, 1), search=(0.0, 0.2)),
        "decay_fraction": Range(lawful=(0, 1), closed="right", search=(0.1, 0.6)),
        "alpha": Range(lawful=(0, 1), search=(0.0, 0.2)),
    }

    def at(self, learning_rate: Scalar, step: Scalar) -> Scalar:
        """The rate for a step, an array of shape () (0 at the first)."""
        xp = namespace(step)
        left = 1 - step / self.total_steps
        left = xp.where(left > 0, left, xp.zeros_like(left)) / self.decay_fraction
        fall = self.alpha + (1 - self.alpha) * left
        climb = (step + 1) / (self.warmup_fraction * self.total_steps + 1)
        lower = xp.where(climb < fall, climb, fall)
        return learning_rate * xp.where(lower < 1, lower, xp.ones_like(lower))
