"""Cosine decay with warm restarts: the rate falls along half a wave, jumps up again, and takes longer each time.

    length(i)  = first_decay_steps * t_mul^i              of descent i = 0, 1, 2, ...
    start(i)   = length(0) + ... + length(i - 1)
               = first_decay_steps * (t_mul^i - 1) / (t_mul - 1), or first_decay_steps * i where t_mul is 1
    passed     = (step - start(i)) / length(i)            with the last i whose start is not after step
    rate(step) = learning_rate * (alpha + (1 - alpha) * m_mul^i * (1 + cos(pi * passed)) / 2)

Convention: the names and the formula of Keras's ``CosineDecayRestarts``, where ``m_mul`` lowers the height above
alpha and not alpha itself. The step at which a descent would end is the first of the next, at its full height.
A start that rounding alone keeps from a step (1 part in a million) counts as reached; Keras, which finds i by a
logarithm, can miss it there.
"""

import math
from typing import NamedTuple

from descentlab.arrays import Scalar, namespace
from descentlab.contracts import Range


class CosineRestarts(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    first_decay_steps: Scalar
    t_mul: Scalar = 2.0
    m_mul: Scalar = 1.0
    alpha: Scalar = 0.0

    SOURCE = (
        "Loshchilov & Hutter (2017), SGDR: Stochastic Gradient Descent with Warm Restarts, arXiv:1608.03983"
    )
    RANGES = {
        "first_decay_steps": Range(lawful=(1, None)),
        "t_mul": Range(lawful=(1, None), search=(1.0, 3.0)),
        "m_mul": Range(lawful=(0, 1), closed="right", search=(0.5, 1.0)),
        "alpha": Range(lawful=(0, 1), search=(0.0, 0.2)),
    }

    def at(self, learning_rate: Scalar, step: Scalar) -> Scalar:
        """The rate for a step, an array of shape () (0 at the first)."""
        xp = namespace(step)
        elapsed = step / self.first_decay_steps
        reached = elapsed * (1 + 1e-6)
        grows = self.t_mul - 1 + xp.zeros_like(elapsed)
        steady = grows < 1e-4  # so near 1 that the logarithm below has no digits left: taken for 1
        growth = xp.where(steady, xp.ones_like(grows), grows)

        descents = xp.floor(xp.log(1 + reached * growth) / xp.log(1 + growth))  # may be off by one, both ways
        late = ((1 + growth) ** (descents + 1) - 1) / growth <= reached
        descents = xp.where(late, descents + 1, descents)
        early = ((1 + growth) ** descents - 1) / growth > reached
        descents = xp.where(early, descents - 1, descents)
        length = xp.where(steady, xp.ones_like(growth), (1 + growth) ** descents)
        start = (length - 1) / growth

        descents = xp.where(steady, xp.floor(reached), descents)
        passed = (elapsed - xp.where(steady, descents, start)) / length
        wave = (1 + xp.cos(math.pi * passed)) / 2
        return learning_rate * (self.alpha + (1 - self.alpha) * self.m_mul**descents * wave)
