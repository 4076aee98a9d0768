"""Clipping by value: each entry of each gradient is brought within +-``limit``.

    g = min(max(g, -limit), limit)

The direction changes: entries that are too large are levelled, the others stay. An infinite entry becomes the
limit; one that is not a number stays so.

Convention: the same bounds for every entry of every parameter (PyTorch's ``clip_grad_value_``, Keras's
``clipvalue`` and optax's ``clip`` do the same).
"""

from typing import NamedTuple

from descentlab.arrays import Arrays, Scalar, namespace
from descentlab.contracts import Range


class ClipValue(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    limit: Scalar = 1.0

    SOURCE = "Mikolov (2012), Statistical Language Models Based on Neural Networks, PhD thesis, Brno"
    RANGES = {
        "limit": Range(lawful=(0, None), closed="neither", search=(1e-3, 1e1), scale="log"),
    }
    NOISE = "none"

    def apply(self, grads: Arrays, params: Arrays, step: Scalar, noise: Arrays) -> Arrays:
        """Gradients by name, with no entry beyond the limit."""
        del params, step, noise  # the gradients alone decide
        xp = namespace(*grads.values())
        return {name: xp.clip(grad, -self.limit, self.limit) for name, grad in grads.items()}
