"""Clipping by norm: each parameter's gradient is shortened to at most ``max_norm``, whatever the others are.

    norm = sqrt(sum of g^2 over all entries of one parameter)
    g    = g * max_norm / max(norm, max_norm)

Within a parameter the direction is kept; that of the whole gradient is not, other than by ``clip_global_norm``.

Convention: a parameter is one array, a kernel or a bias (Keras's ``clipnorm`` does the same). optax's
``clip_by_block_rms`` bounds sqrt(mean of g^2) instead: its threshold is max_norm / sqrt(number of entries).
"""

from typing import NamedTuple

from descentlab.arrays import Arrays, Scalar
from descentlab.contracts import Range
from descentlab.techniques.regularizers.clip_global_norm import ClipGlobalNorm


class ClipNorm(NamedTuple):
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
        """Gradients by name, each shortened by itself."""
        clipped: Arrays = {}
        for name, grad in grads.items():
            clipped |= ClipGlobalNorm(self.max_norm).apply({name: grad}, params, step, noise)
        return clipped
