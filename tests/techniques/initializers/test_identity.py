"""Kernels that hand on their inputs."""

import jax
import keras
import numpy as np
import pytest
import torch

from descentlab.techniques.initializers.identity import Identity


def made(*shape: int, gain: float = 1.0) -> np.ndarray:
    return Identity(gain).draw(np.full(shape, 7.0), 3, 2)


def test_by_hand() -> None:
    np.testing.assert_array_equal(made(2, 3, gain=0.5), [[0.5, 0.0, 0.0], [0.0, 0.5, 0.0]])
    np.testing.assert_array_equal(made(3, 2), [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])


def test_convolution_by_hand() -> None:
    """The middle of three rows and of four columns: the second of both."""
    kernel = made(3, 4, 2, 2, gain=2.0)
    np.testing.assert_array_equal(kernel[1, 1], [[2.0, 0.0], [0.0, 2.0]])
    assert np.sum(abs(kernel)) == 4.0


@pytest.mark.parametrize("shape", [(4, 4), (3, 5), (5, 3)])
def test_matrix_peers(shape: tuple[int, int]) -> None:
    np.testing.assert_array_equal(made(*shape, gain=0.5), keras.initializers.Identity(0.5)(shape))
    np.testing.assert_array_equal(made(*shape), torch.nn.init.eye_(torch.empty(shape)))


@pytest.mark.parametrize("shape", [(3, 2, 2), (3, 5, 4, 2), (3, 1, 2, 4), (3, 3, 5, 2, 2)])
def test_dirac(shape: tuple[int, ...]) -> None:
    """PyTorch's, whose kernels are (outputs, inputs, ...)."""
    theirs = torch.nn.init.dirac_(torch.empty(*shape[:-3:-1], *shape[:-2])).numpy()
    np.testing.assert_array_equal(made(*shape), np.moveaxis(theirs, (1, 0), (-2, -1)))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_image_stays_where_it_is(size: int) -> None:
    """Under JAX's convolution with "same" padding; PyTorch's kernel moves it where the size is even."""
    image = np.random.default_rng(0).normal(size=(1, 6, 7, 2)).astype("float32")
    theirs = torch.nn.init.dirac_(torch.empty(2, 2, size, size)).numpy()
    for kernel, stays in ((made(size, size, 2, 2), True), (np.transpose(theirs, (2, 3, 1, 0)), size % 2 == 1)):
        convolved = jax.lax.conv_general_dilated(
            image, kernel.astype("float32"), (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC")
        )
        assert np.array_equal(convolved, image) == stays
