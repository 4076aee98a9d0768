"""Orthogonal: columns (or, of a wide kernel, rows) of length one at right angles to each other.

    noise  = q * r        with q^T * q = identity, r upper triangular and no entry of its diagonal below 0
    kernel = gain * q

The kernel is taken as a matrix (all axes but the last, last); a wide one is transposed before and after. A square
kernel turns the signal without changing its length. q is not unique before the signs of r's diagonal are settled; with
them positive, every array library gives the same one, and every orthogonal matrix is equally likely.

Convention: Keras, JAX and PyTorch do the same; PyTorch keeps kernels as (outputs, inputs, ...) and flattens all axes
but the first.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, namespace
from descentlab.contracts import Range


class Orthogonal(NamedTuple):
    """Hyperparameters: numbers."""

    gain: Scalar = 1.0

    SOURCE = (
        "Saxe, McClelland & Ganguli (2014), Exact solutions to the nonlinear dynamics of learning in deep linear "
        "neural networks, arXiv:1312.6120"
    )
    RANGES = {
        "gain": Range(lawful=(0, None), search=(1e-1, 1e1), scale="log"),
    }
    NOISE = "normal"

    def draw(self, noise: Array, fan_in: int, fan_out: int) -> Array:
        """First values, of the noise's shape and dtype; noise: standard normal, of two axes or more."""
        del fan_in, fan_out  # the shape says it
        xp = namespace(noise)
        matrix = xp.reshape(noise, (-1, noise.shape[-1]))
        wide = matrix.shape[0] < matrix.shape[1]
        q, r = xp.linalg.qr(matrix.T if wide else matrix, mode="reduced")
        diagonal = xp.linalg.diagonal(r)
        q = xp.where(diagonal < 0, -q, q)
        return self.gain * xp.reshape(q.T if wide else q, noise.shape)
