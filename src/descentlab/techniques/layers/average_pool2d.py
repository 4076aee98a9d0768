"""Average pooling: of every patch of an image, the mean value, channel by channel.

    y  = sum over the patch of x / size^2
    dx = the sum of dy / size^2 over the patches that an entry lies in

Convention: no zeros are put around, so every mean is over size^2 entries; what fills no patch at the right and
at the bottom is left out, and gets no gradient (Keras's "valid", PyTorch's default). With zeros around, Keras
would leave them out of the mean and PyTorch count them.
"""

from typing import NamedTuple

from descentlab.arrays import Array, Arrays, namespace
from descentlab.contracts import NO_NUMBERS, Needs, Shape
from descentlab.windows import count, overlap_add, windows


class AveragePool2D(NamedTuple):
    """Structure: ``size``, a patch's height and width, and ``stride`` from one to the next, by default the size.

    A patch of the whole image's size averages over all places (global average pooling).
    """

    size: int = 2
    stride: int | None = None

    SOURCE = "LeCun et al. (1990), Handwritten Digit Recognition with a Back-Propagation Network, NIPS 2"
    RANGES = NO_NUMBERS

    def needs(self, inputs: Shape) -> Needs:
        """Nothing; the output is (height, width, channels) of the pooled image."""
        if len(inputs) != 3:
            raise ValueError(
                f"average_pool2d takes images (height, width, channels), not inputs of shape {inputs}"
            )
        if min(inputs[:2]) < self.size:
            raise ValueError(f"average_pool2d: an image of {inputs[:2]} is smaller than a patch of {self.size}")
        height, width = (count(length, self.size, self.stride or self.size) for length in inputs[:2])
        return Needs((height, width, inputs[2]))

    def forward(self, params: Arrays, state: Arrays, x: Array, noise: Arrays) -> tuple[Array, Array, Arrays]:
        """y (batch, height, width, channels); x is kept, for its shape."""
        del noise  # nothing is random
        return self.infer(params, state, x), x, state

    def backward(self, params: Arrays, saved: Array, dy: Array) -> tuple[Array, Arrays]:
        """dx of x's shape."""
        del params  # none
        dx = dy / self.size**2
        for axis in (1, 2):
            parts = namespace(dx).stack([dx] * self.size, axis=0)
            dx = overlap_add(parts, axis, self.stride or self.size, saved.shape[axis])
        return dx, {}

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """y (batch, height, width, channels)."""
        del params, state  # none
        xp = namespace(x)
        for axis in (1, 2):
            x = xp.mean(windows(x, axis, self.size, self.stride or self.size), axis=0)
        return x
