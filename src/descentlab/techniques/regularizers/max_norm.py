"""Max-norm constraint: after each step, an output whose incoming weights have grown too long has them shortened.

    norm   = sqrt(sum of w^2 over all axes but the last)      (for each output)
    kernel = kernel * limit / max(norm, limit)

The direction is kept, and what is short enough stays as it is. A vector is taken as the weights of one output.
The squares are of weights in units of the largest, so that none overflows.

Convention: exactly ``limit`` where longer. Keras's ``MaxNorm`` divides by norm + 1e-7, also where nothing is
too long; its axis is 0 unless told, so that for a convolution it must be told [0, 1, 2].
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class MaxNorm(NamedTuple):
    """Hyperparameters: numbers, or arrays of shape ()."""

    limit: Scalar = 3.0

    SOURCE = (
        "Srivastava et al. (2014), Dropout: A Simple Way to Prevent Neural Networks from Overfitting, JMLR 15"
    )
    RANGES = {
        "limit": Range(lawful=(0, None), closed="neither", search=(0.5, 10.0), scale="log"),
    }

    def project(self, param: Array) -> Array:
        """The nearest kernel without too long incoming weights, of param's shape."""
        norms = incoming_norms(param)
        xp = namespace(norms)
        longest = self.limit + xp.zeros_like(norms)
        return param * (longest / xp.maximum(norms, longest))


def incoming_norms(param: Array) -> Array:
    """The norm of each output's incoming weights, in the shape of param with all axes but the last of length 1.

    A vector or a number has one norm, in an array whose axes are all of length 1.
    """
    xp = namespace(param)
    axes = tuple(range(param.ndim - 1)) if param.ndim > 1 else None
    peak = xp.max(xp.abs(param), axis=axes, keepdims=True)
    unit = xp.where(peak == 0, xp.ones_like(peak), peak)
    return unit * xp.sqrt(xp.sum((param / unit) ** 2, axis=axes, keepdims=True))
