"""Sliding windows along one axis of an array, and back; along two axes in turn, they cut an image into patches.

With windows that begin at 0, stride, 2 stride, ... and lie within the axis,

    windows(x)[j, o]  = x[o * stride + j]            j: the place within window o
    overlap_add(y)[p] = sum of y[j, o] over all j and o with o * stride + j = p

The second is the adjoint of the first, sum(windows(x) * y) = sum(x * overlap_add(y)), and so carries gradients
back, as ``crop`` does for ``pad``. All are slices, stacks and sums, which are fast within a compiled loop;
XLA's convolutions are not, on a CPU.
"""

from descentlab.arrays import Array, device, namespace


def count(length: int, size: int, stride: int) -> int:
    """How many windows lie within an axis of this length."""
    return (length - size) // stride + 1


def windows(x: Array, axis: int, size: int, stride: int) -> Array:
    """The windows along an axis, (size, ...): a new first axis; the old one keeps its place, one entry a window."""
    reach = (count(x.shape[axis], size, stride) - 1) * stride + 1
    return namespace(x).stack([crop(x, axis, j, reach, stride) for j in range(size)], axis=0)


def overlap_add(parts: Array, axis: int, stride: int, length: int) -> Array:
    """Windows (size, ...) laid where they were cut, and summed; ``axis`` is x's, which had this length."""
    xp = namespace(parts)
    size, axis = parts.shape[0], axis % (parts.ndim - 1)
    rows = -(-length // stride)  # of stride places each, the last perhaps cut off
    columns: list[Array] = []
    for place in range(stride):
        shifted = [
            pad(parts[j, ...], axis, above, rows - above - parts.shape[axis + 1])
            for above, j in enumerate(range(place, size, stride))
        ]
        columns.append(sum(shifted[1:], start=shifted[0]) if shifted else xp.zeros_like(columns[0]))
    whole = xp.stack(columns, axis=axis + 1)
    shape = (*whole.shape[:axis], rows * stride, *whole.shape[axis + 2 :])
    return crop(xp.reshape(whole, shape), axis, 0, length)


def pad(x: Array, axis: int, before: int, after: int) -> Array:
    """So many zeros before and after, along an axis."""
    xp = namespace(x)
    axis %= x.ndim

    def zeros(length: int) -> Array:
        return xp.zeros((*x.shape[:axis], length, *x.shape[axis + 1 :]), dtype=x.dtype, device=device(x))

    return xp.concat([zeros(before), x, zeros(after)], axis=axis) if before or after else x


def crop(x: Array, axis: int, start: int, length: int, step: int = 1) -> Array:
    """The part of an axis that begins at ``start`` and reaches over ``length``, every ``step``-th place of it."""
    return x[(*(slice(None),) * (axis % x.ndim), slice(start, start + length, step), ...)]


def same_padding(length: int, size: int, stride: int) -> tuple[int, int]:
    """Zeros before and after that make the windows length / stride in number, rounded up; an odd one comes after."""
    total = max((-(-length // stride) - 1) * stride + size - length, 0)
    return total // 2, total - total // 2
