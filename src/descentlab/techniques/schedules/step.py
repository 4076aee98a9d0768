"""Step decay: every ``interval_steps`` steps the rate is multiplied by ``gamma``.

    rate(step) = learning_rate * gamma^floor(step / interval_steps)

Convention: that of PyTorch's ``StepLR``, which calls interval_steps step_size and commonly counts it in epochs.
"""

from typing import NamedTuple

from descentlab.arrays import Scalar
from descentlab.contracts import Range


class Step(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    interval_steps: Scalar
    gamma: Scalar = 0.1

    SOURCE = "He, Zhang, Ren & Sun (2016), Deep Residual Learning for Image Recognition, section 3.4, arXiv:1512.03385"
    RANGES = {
        "interval_steps": Range(lawful=(1, None)),
        "gamma": Range(lawful=(0, 1), closed="right", search=(0.05, 0.9)),
    }

    def at(self, learning_rate: Scalar, step: Scalar) -> Scalar:
        """The rate for a step (0 at the first)."""
        return learning_rate * self.gamma ** (step // self.interval_steps)
