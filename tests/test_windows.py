"""Sliding windows and their adjoint."""

import jax
import numpy as np
import pytest
import torch

from descentlab.windows import count, crop, overlap_add, pad, same_padding, windows

FORMS = [(7, 3, 1), (7, 3, 2), (8, 2, 2), (9, 2, 3), (5, 5, 1), (6, 1, 4), (10, 5, 3), (4, 4, 7)]
forms = pytest.mark.parametrize(("length", "size", "stride"), FORMS)


def test_by_hand() -> None:
    """Of five places, two windows of three, two apart: 1 2 3 and 3 4 5."""
    x = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    assert count(5, 3, 2) == 2
    np.testing.assert_array_equal(windows(x, 0, 3, 2), [[1.0, 3.0], [2.0, 4.0], [3.0, 5.0]])
    # the windows 10 20 30 and 1 2 4 meet in the third place
    parts = np.array([[10.0, 1.0], [20.0, 2.0], [30.0, 4.0]])
    np.testing.assert_array_equal(overlap_add(parts, 0, 2, 5), [10.0, 20.0, 31.0, 2.0, 4.0])
    np.testing.assert_array_equal(overlap_add(parts, 0, 2, 7), [10.0, 20.0, 31.0, 2.0, 4.0, 0.0, 0.0])


def test_gaps_by_hand() -> None:
    """A stride beyond the size leaves places out; they get zeros."""
    x = np.arange(1.0, 8.0)
    np.testing.assert_array_equal(windows(x, 0, 2, 4), [[1.0, 5.0], [2.0, 6.0]])
    parts = np.array([[10.0, 1.0], [20.0, 2.0]])
    np.testing.assert_array_equal(overlap_add(parts, 0, 4, 7), [10.0, 20.0, 0.0, 0.0, 1.0, 2.0, 0.0])


@forms
@pytest.mark.parametrize("axis", [0, 1, 2, -1, -3])
def test_numpy(axis: int, length: int, size: int, stride: int) -> None:
    """NumPy's view of all windows, every stride-th of them; its window comes last, ours first."""
    shape = [2, 3, 4]
    shape[axis] = length
    x = np.random.default_rng(0).normal(size=shape)
    view = np.lib.stride_tricks.sliding_window_view(x, size, axis=axis)
    expected = np.moveaxis(np.take(view, range(0, view.shape[axis % 3], stride), axis=axis % 3), -1, 0)
    np.testing.assert_array_equal(windows(x, axis, size, stride), expected)
    assert count(length, size, stride) == expected.shape[1 + axis % 3]


@forms
@pytest.mark.parametrize("axis", [0, 1, -1])
def test_adjoint(axis: int, length: int, size: int, stride: int) -> None:
    """sum(windows(x) * y) = sum(x * overlap_add(y))."""
    shape = [2, 3]
    shape[axis] = length
    rng = np.random.default_rng(0)
    x = rng.normal(size=shape)
    cut = windows(x, axis, size, stride)
    y = rng.normal(size=cut.shape)
    back = overlap_add(y, axis, stride, length)
    assert back.shape == x.shape
    assert np.sum(cut * y) == pytest.approx(np.sum(x * back), rel=1e-12)


@forms
def test_pytorch(length: int, size: int, stride: int) -> None:
    """Its ``fold`` sums the patches of an image, given as (channels * height * width of a patch, patches)."""
    columns = count(length, size, stride)
    parts = np.random.default_rng(0).normal(
        size=(size, size, 3, columns, columns)
    )  # down, across, channels, ...
    own = overlap_add(overlap_add(parts, -2, stride, length), -1, stride, length)
    blocks = np.reshape(np.moveaxis(parts, 2, 0), (3 * size * size, columns * columns))
    there = torch.nn.functional.fold(torch.from_numpy(blocks), (length, length), size, stride=stride)
    np.testing.assert_allclose(own, there, rtol=1e-14, atol=1e-15)


def test_pad_and_crop() -> None:
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_array_equal(pad(x, -1, 1, 2), [[0.0, 1.0, 2.0, 0.0, 0.0], [0.0, 3.0, 4.0, 0.0, 0.0]])
    np.testing.assert_array_equal(pad(x, 0, 0, 1), [[1.0, 2.0], [3.0, 4.0], [0.0, 0.0]])
    assert pad(x.astype("float32"), 0, 1, 0).dtype == np.float32
    for axis in (0, 1, -2):
        np.testing.assert_array_equal(crop(pad(x, axis, 2, 3), axis, 2, 2), x)
    np.testing.assert_array_equal(crop(np.arange(9), 0, 1, 6, 3), [1, 4])


@forms
def test_same_padding(length: int, size: int, stride: int) -> None:
    """As JAX's, which is TensorFlow's; the windows are length / stride in number, rounded up."""
    own = same_padding(length, size, stride)
    assert [own] == jax.lax.padtype_to_pads((length,), (size,), (stride,), "SAME")
    assert count(length + sum(own), size, stride) == -(-length // stride)
