"""One cycle: the rate climbs to its peak in the first part of training, then falls far below where it began.

    lowest     = learning_rate / initial_divisor
    last       = lowest / final_divisor
    passed     = min(step / total_steps, 1)
    share      = passed / climb_fraction                                while passed < climb_fraction
    share      = (passed - climb_fraction) / (1 - climb_fraction)       afterwards
    blend      = (1 - cos(pi * share)) / 2, or share with ``linear``
    rate(step) = lowest        * (1 - blend) + learning_rate * blend    while passed < climb_fraction
    rate(step) = learning_rate * (1 - blend) + last          * blend    afterwards

Here learning_rate is the peak. The optimizer's momentum stays as it is.

Convention: numbers, defaults and the two phases of PyTorch's ``OneCycleLR`` (pct_start, div_factor,
final_div_factor), which also moves the momentum unless told not to. The end is reached after total_steps steps, as
in optax's ``cosine_onecycle_schedule``; PyTorch reaches the peak and the end one step earlier. optax's linear form
has three phases; so has the paper, which falls back to the lowest rate and then goes below it.
"""

import math
from typing import NamedTuple

from descentlab.arrays import Scalar, namespace
from descentlab.contracts import Range


class OneCycle(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); ``linear`` is structure."""

    total_steps: Scalar
    climb_fraction: Scalar = 0.3
    initial_divisor: Scalar = 25.0
    final_divisor: Scalar = 1e4
    linear: bool = False

    SOURCE = (
        "Smith & Topin (2018), Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates, "
        "arXiv:1708.07120; Smith (2018), A disciplined approach to neural network hyper-parameters, arXiv:1803.09820"
    )
    RANGES = {
        "total_steps": Range(lawful=(1, None)),
        "climb_fraction": Range(lawful=(0, 1), closed="neither", search=(0.1, 0.5)),
        "initial_divisor": Range(lawful=(1, None), search=(3.0, 100.0), scale="log"),
        "final_divisor": Range(lawful=(1, None), search=(1.0, 1e5), scale="log"),
    }

    def at(self, learning_rate: Scalar, step: Scalar) -> Scalar:
        """The rate for a step, an array of shape () (0 at the first)."""
        xp = namespace(step)
        passed = step / self.total_steps
        ones = xp.ones_like(passed)
        passed = xp.where(passed < 1, passed, ones)
        climbs = passed < self.climb_fraction
        rising = passed / self.climb_fraction
        falling = (passed - self.climb_fraction) / (1 - self.climb_fraction)
        share = xp.where(climbs, rising, falling)
        blend = share if self.linear else (1 - xp.cos(math.pi * share)) / 2
        lowest = ones / self.initial_divisor
        start = xp.where(climbs, lowest, ones)
        end = xp.where(climbs, ones, lowest / self.final_divisor)
        return learning_rate * (start * (1 - blend) + end * blend)
