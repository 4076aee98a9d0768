"""Clipping by global norm: all gradients together are shortened to at most ``max_norm``.

    norm  = sqrt(sum of g^2 over all entries of all parameters)
    grads = grads * max_norm / max(norm, max_norm)

The direction is kept. Gradients of norm zero stay zero. The squares are of gradients in units of the largest
entry, so that none overflows: gradients of 1e30 are shortened like any other.

Convention: exactly ``max_norm`` where longer (Keras, optax); PyTorch adds 1e-6 to the norm it divides by.
"""

from functools import reduce
from typing import NamedTuple

from descentlab.arrays import Array, Arrays, Scalar, namespace
from descentlab.contracts import Range


class ClipGlobalNorm(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    max_norm: Scalar = 1.0

    SOURCE = (
        "Pascanu, Mikolov & Bengio (2013), On the difficulty of training recurrent networks, arXiv:1211.5063"
    )
    RANGES = {
        "max_norm": Range(lawful=(0, None), closed="neither", search=(1e-2, 1e2), scale="log"),
    }
    NOISE = "none"

    def apply(self, grads: Arrays, params: Arrays, step: Scalar, noise: Arrays) -> Arrays:
        """Gradients by name, shortened."""
        del params, step, noise  # the gradients alone decide
        xp = namespace(*grads.values())
        peaks: list[Array] = [xp.max(xp.abs(grad)) for grad in grads.values()]
        peak = reduce(xp.maximum, peaks)
        unit = xp.where(peak == 0, xp.ones_like(peak), peak)
        squares: list[Array] = [xp.sum((grad / unit) ** 2) for grad in grads.values()]
        norm = unit * xp.sqrt(reduce(xp.add, squares))
        longest = self.max_norm + xp.zeros_like(norm)
        factor = longest / xp.maximum(norm, longest)
        return {name: grad * factor for name, grad in grads.items()}
