"""Max pooling: of every patch of an image, the largest value, channel by channel.

    y  = max over the patch of x
    dx = dy where x was that maximum, 0 elsewhere; where patches overlap, their shares are summed

The maximum is taken along rows first and then among rows, which is the same and less work.

Convention: where several entries of a patch are largest, the first in reading order gets the whole gradient, as
in PyTorch and in Keras on JAX. No zeros are put around: what fills no patch at the right and at the bottom is
left out, and gets no gradient (Keras's "valid", PyTorch's default).
"""

from typing import NamedTuple

from descentlab.arrays import Array, Arrays, namespace
from descentlab.contracts import NO_NUMBERS, Needs, Shape
from descentlab.windows import count, overlap_add, windows


class MaxPool2D(NamedTuple):
    """Structure: ``size``, a patch's height and width, and ``stride`` from one to the next, by default the size."""

    size: int = 2
    stride: int | None = None

    SOURCE = "Riesenhuber & Poggio (1999), Hierarchical Models of Object Recognition in Cortex, Nature Neuroscience 2"
    RANGES = NO_NUMBERS

    def needs(self, inputs: Shape) -> Needs:
        """Nothing; the output is (height, width, channels) of the pooled image."""
        if len(inputs) != 3:
            raise ValueError(f"max_pool2d takes images (height, width, channels), not inputs of shape {inputs}")
        if min(inputs[:2]) < self.size:
            raise ValueError(f"max_pool2d: an image of {inputs[:2]} is smaller than a patch of {self.size}")
        height, width = (count(length, self.size, self.stride or self.size) for length in inputs[:2])
        return Needs((height, width, inputs[2]))

    def forward(
        self, params: Arrays, state: Arrays, x: Array, noise: Arrays
    ) -> tuple[Array, tuple[Array, Array, Array], Arrays]:
        """y (batch, height, width, channels); x and the maxima's places, across and down, are kept."""
        del params, noise  # a function of x alone
        widest, across = self._largest(x, 2)
        y, down = self._largest(widest, 1)
        return y, (x, across, down), state

    def backward(self, params: Arrays, saved: tuple[Array, Array, Array], dy: Array) -> tuple[Array, Arrays]:
        """dx of x's shape."""
        del params  # none
        x, across, down = saved
        return self._back(self._back(dy, down, 1, x.shape[1]), across, 2, x.shape[2]), {}

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """y (batch, height, width, channels)."""
        del params, state  # none
        return self._largest(self._largest(x, 2)[0], 1)[0]

    def _largest(self, x: Array, axis: int) -> tuple[Array, Array]:
        """The windows' maxima along an axis, and the first place within the window where each stands."""
        xp = namespace(x)
        parts = windows(x, axis, self.size, self.stride or self.size)
        largest = parts[0, ...]
        place = xp.zeros_like(largest)
        for j in range(1, self.size):
            place = xp.where(parts[j, ...] > largest, xp.full_like(place, j), place)
            largest = xp.maximum(largest, parts[j, ...])
        return largest, place

    def _back(self, dy: Array, place: Array, axis: int, length: int) -> Array:
        """Every gradient at its maximum's place along an axis of this length."""
        xp = namespace(dy)
        parts = xp.stack([xp.where(place == j, dy, xp.zeros_like(dy)) for j in range(self.size)], axis=0)
        return overlap_add(parts, axis, self.stride or self.size, length)
