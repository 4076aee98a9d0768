"""Cyclic: the rate goes up and down between two values in straight lines, again and again.

    passed     = step / (2 * half_cycle_steps)
    cycle      = floor(passed)                               0, 1, 2, ...
    height     = 1 - |2 * (passed - cycle) - 1|              0, up to 1 in the middle of the cycle, and back
    rate(step) = learning_rate * (base_fraction + (1 - base_fraction) * height)

Here learning_rate is the peak. With ``halving`` the height is divided by 2^cycle: each peak is half as far above the
base as the one before.

Convention: that of PyTorch's ``CyclicLR`` in the modes "triangular" and, with ``halving``, "triangular2", where
half_cycle_steps is step_size_up and the base is given as a rate. The paper and PyTorch begin at the base, as here.
"""

from typing import NamedTuple

from descentlab.arrays import Scalar, namespace
from descentlab.contracts import Range


class Cyclic(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape (); ``halving`` is structure."""

    half_cycle_steps: Scalar
    base_fraction: Scalar = 0.25
    halving: bool = False

    SOURCE = "Smith (2017), Cyclical Learning Rates for Training Neural Networks, arXiv:1506.01186"
    RANGES = {
        "half_cycle_steps": Range(lawful=(1, None)),
        "base_fraction": Range(lawful=(0, 1), search=(0.05, 0.5)),
    }

    def at(self, learning_rate: Scalar, step: Scalar) -> Scalar:
        """The rate for a step, an array of shape () (0 at the first)."""
        xp = namespace(step)
        passed = step / (2 * self.half_cycle_steps)
        cycle = xp.floor(passed)
        height = 1 - abs(2 * (passed - cycle) - 1)
        if self.halving:
            height = height * 0.5**cycle
        return learning_rate * (self.base_fraction + (1 - self.base_fraction) * height)
