"""Truncated normal: normal values without tails, of one scale for every layer, whatever its size.

    kernel = scale * noise

The noise is cut off at +-2, so that no value is larger than 2 * scale, and their standard deviation is
0.87962566 * scale.

Convention: ``scale`` is the standard deviation before the tails were cut off, as in Keras's ``TruncatedNormal``, JAX
and PyTorch's ``trunc_normal_`` (which cuts at -2 and 2 whatever the scale, unless told otherwise). The initializers
named after Glorot, He and LeCun make up for what the cut takes away.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar
from descentlab.contracts import Range


class TruncatedNormal(NamedTuple):
    """Hyperparameters: numbers."""

    scale: Scalar = 0.05

    SOURCE = "Devlin et al. (2019), BERT, arXiv:1810.04805 (in its code, scale 0.02)"
    RANGES = {
        "scale": Range(lawful=(0, None), search=(1e-3, 1e1), scale="log"),
    }
    NOISE = "truncated_normal"

    def draw(self, noise: Array, fan_in: int, fan_out: int) -> Array:
        """First values, of the noise's shape and dtype; noise: standard normal cut off at +-2."""
        del fan_in, fan_out  # the same for every layer
        return self.scale * noise
