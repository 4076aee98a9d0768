"""Sparse: each output listens to a few of its inputs only, chosen at random; the other weights are zero.

    chance = 1024 * noise - floor(1024 * noise)
    kernel = scale * noise      where chance is among the smallest of its output, ``connections`` of them; otherwise 0

So a unit's input has the same size however many inputs there are. An output with fewer inputs than that keeps all.
The noise serves twice: the digits of an entry beyond 1/1024 say nothing about its size (given them, an entry still has
mean 0 and variance 1 to more digits than a number holds), so that they can draw the lot.

Convention: ``connections`` counts what is kept, as in the paper (15). PyTorch's ``sparse_`` is given the share that is
set to zero, with scale 0.01; and it counts along its first axis, which in PyTorch's kernels is the outputs: there every
input loses that share of its outputs.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class Sparse(NamedTuple):
    """Hyperparameters: numbers."""

    connections: Scalar = 15.0
    scale: Scalar = 1.0

    SOURCE = "Martens (2010), Deep learning via Hessian-free optimization, section 5 (sparse initialization)"
    RANGES = {
        "connections": Range(lawful=(1, None), search=(4.0, 64.0), scale="log"),
        "scale": Range(lawful=(0, None), search=(1e-2, 1e1), scale="log"),
    }
    NOISE = "normal"

    def draw(self, noise: Array, fan_in: int, fan_out: int) -> Array:
        """First values, of the noise's shape and dtype; noise: standard normal."""
        del fan_in, fan_out  # the shape says it
        xp = namespace(noise)
        values = xp.reshape(noise, (-1, noise.shape[-1]))
        chance = 1024 * values - xp.floor(1024 * values)
        place = xp.argsort(xp.argsort(chance, axis=0), axis=0)  # 0 for the smallest of its column
        kept = xp.astype(place, noise.dtype) < self.connections
        return self.scale * xp.reshape(xp.where(kept, values, xp.zeros_like(values)), noise.shape)
