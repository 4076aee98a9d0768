"""Identity: every layer hands its inputs on as they are, as many as it has outputs for.

    kernel[i, j]                                = gain    where i == j, otherwise 0
    kernel[middle height, middle width, i, j]   = gain    where i == j, otherwise 0

The second is a convolution's kernel, of any number of axes before the last two; its middle is (size - 1) // 2.

Convention: for matrices that of Keras's ``Identity`` and PyTorch's ``eye_``; for convolutions, which Keras's refuses,
that of PyTorch's ``dirac_`` where sizes are odd. For even sizes ``dirac_`` takes size // 2, and a convolution with
"same" padding, which puts the smaller half in front, then moves the image by one pixel; here it does not.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Scalar, device, namespace
from descentlab.contracts import Range


class Identity(NamedTuple):
    """Hyperparameters: numbers."""

    gain: Scalar = 1.0

    SOURCE = (
        "Le, Jaitly & Hinton (2015), A Simple Way to Initialize Recurrent Networks of Rectified Linear Units, "
        "arXiv:1504.00941"
    )
    RANGES = {
        "gain": Range(lawful=(0, None), search=(1e-1, 1e1), scale="log"),
    }
    NOISE = "none"

    def draw(self, noise: Array, fan_in: int, fan_out: int) -> Array:
        """First values, of the noise's shape (two axes or more) and dtype."""
        del fan_in, fan_out  # the shape says it
        xp = namespace(noise)
        *window, inputs, outputs = noise.shape
        kernel = xp.eye(inputs, outputs, dtype=noise.dtype, device=device(noise))
        for size in reversed(window):
            places = xp.reshape(xp.arange(size, device=device(noise)), (-1, *[1] * kernel.ndim))
            kernel = xp.where(places == (size - 1) // 2, kernel, xp.zeros_like(kernel))
        return self.gain * kernel
