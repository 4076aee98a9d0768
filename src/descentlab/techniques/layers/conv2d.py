"""Convolution of images: the same small weighted sum at every place.

For each output place (r, s) and filter f, with the kernel K and strides of ``stride``

    y[r, s, f] = sum over i, j, c of x[r * stride + i, s * stride + j, c] * K[i, j, c, f] + bias[f]

Let K have one row for each place (i, j, c) within a patch, and X these rows and a column for each patch of the
mini-batch. Then all are matrix products, and going back the patches are laid where they were cut (overlap-add):

    y  = K^T @ X              dK = X @ dy^T
    dX = K @ dy               dx = overlap-add of dX              dbias = sum of dy over batch and places

Convention: images are (batch, height, width, channels) and the kernel is (size, size, inputs, filters), as in
Keras; PyTorch has (batch, channels, height, width) and (filters, inputs, size, size). The kernel is not turned
over (all libraries; strictly this is a correlation). Padding "same" is Keras's: the output is as large as the
input divided by the stride, rounded up, and an odd zero goes to the bottom and right; with strides this is not
PyTorch's ``padding=size // 2``, which puts as many zeros on each side. "valid" has none: what fills no patch is
left out.
"""

from math import prod
from typing import Literal, NamedTuple

from descentlab.arrays import Array, Arrays, namespace
from descentlab.contracts import NO_NUMBERS, Needs, Shape, Weights
from descentlab.windows import count, crop, overlap_add, pad, same_padding, windows


class Conv2D(NamedTuple):
    """Structure: ``filters``, the number of output channels, and ``size``, a patch's height and width.

    ``use_bias``: whether one is added to each filter's outputs; in front of batch normalization it has no effect.
    """

    filters: int
    size: int = 3
    stride: int = 1
    padding: Literal["valid", "same"] = "same"
    use_bias: bool = True

    SOURCE = "LeCun, Bottou, Bengio & Haffner (1998), Gradient-Based Learning Applied to Document Recognition"
    RANGES = NO_NUMBERS

    def needs(self, inputs: Shape) -> Needs:
        """kernel (size, size, channels, filters) and, where it is used, bias (filters,)."""
        if len(inputs) != 3:
            raise ValueError(f"conv2d takes images (height, width, channels), not inputs of shape {inputs}")
        height, width = (self._places(length) for length in inputs[:2])
        if min(height, width) < 1:
            raise ValueError(f"conv2d: an image of {inputs[:2]} is smaller than a patch of {self.size}")
        shape = (self.size, self.size, inputs[2], self.filters)
        kernel = Weights(shape, "kernel", prod(shape[:3]), self.size**2 * self.filters)
        bias = {"bias": Weights((self.filters,))} if self.use_bias else {}
        return Needs((height, width, self.filters), {"kernel": kernel} | bias)

    def forward(
        self, params: Arrays, state: Arrays, x: Array, noise: Arrays
    ) -> tuple[Array, tuple[Array, Array], Arrays]:
        """y (batch, height, width, filters) from x (batch, height, width, channels); x and its patches are kept."""
        del noise  # nothing is random
        patches = self._patches(x)
        return self._combine(params, patches), (x, patches), state

    def backward(self, params: Arrays, saved: tuple[Array, Array], dy: Array) -> tuple[Array, Arrays]:
        """dx (batch, height, width, channels), and the gradients."""
        x, patches = saved
        xp = namespace(dy)
        kernel = params["kernel"]
        columns = xp.reshape(xp.permute_dims(dy, (3, 0, 1, 2)), (self.filters, -1))
        rows = xp.reshape(patches, (-1, columns.shape[1]))
        grads = {"kernel": xp.reshape(rows @ xp.matrix_transpose(columns), kernel.shape)}
        if self.use_bias:
            grads["bias"] = xp.sum(columns, axis=1)
        dpatches = xp.reshape(xp.reshape(kernel, (-1, self.filters)) @ columns, patches.shape)
        return self._lay(dpatches, x), grads

    def infer(self, params: Arrays, state: Arrays, x: Array) -> Array:
        """y (batch, height, width, filters)."""
        del state  # nothing runs along
        return self._combine(params, self._patches(x))

    def _combine(self, params: Arrays, patches: Array) -> Array:
        """The filters' outputs for every patch."""
        xp = namespace(patches)
        kernel = xp.reshape(params["kernel"], (-1, self.filters))
        y = xp.matrix_transpose(kernel) @ xp.reshape(patches, (kernel.shape[0], -1))
        y = xp.permute_dims(xp.reshape(y, (self.filters, *patches.shape[3:])), (1, 2, 3, 0))
        return y + params["bias"] if self.use_bias else y

    def _patches(self, x: Array) -> Array:
        """(size, size, channels, batch, height, width): long rows along the last axis make fast copies."""
        x = namespace(x).permute_dims(x, (3, 0, 1, 2))
        for axis in (-1, -2):
            x = pad(x, axis, *self._zeros(x.shape[axis]))
        for axis in (-1, -2):
            x = windows(x, axis, self.size, self.stride)
        return x

    def _lay(self, dpatches: Array, x: Array) -> Array:
        """The adjoint of cutting x into patches."""
        dx = dpatches
        for axis in (-2, -1):
            length = x.shape[axis - 1]  # there the channels come last
            before, after = self._zeros(length)
            dx = overlap_add(dx, axis, self.stride, before + length + after)
            dx = crop(dx, axis, before, length)
        return namespace(dx).permute_dims(dx, (1, 2, 3, 0))

    def _zeros(self, length: int) -> tuple[int, int]:
        return same_padding(length, self.size, self.stride) if self.padding == "same" else (0, 0)

    def _places(self, length: int) -> int:
        return count(length + sum(self._zeros(length)), self.size, self.stride)
