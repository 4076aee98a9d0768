"""Orthogonal kernels."""

import jax
import keras
import numpy as np
import pytest
import torch

from descentlab.techniques.initializers.orthogonal import Orthogonal

from .peers import assert_same_as_torch


def test_by_hand() -> None:
    """The first column (3, 4) has length 5; (1, 2) less 2.2 times (0.6, 0.8) is (-0.32, 0.24), of length 0.4."""
    made = Orthogonal().draw(np.array([[3.0, 1.0], [4.0, 2.0]]), 2, 2)
    np.testing.assert_allclose(made, [[0.6, -0.8], [0.8, 0.6]], rtol=1e-14)
    made = Orthogonal(gain=2.0).draw(np.array([[-3.0, 1.0], [-4.0, 2.0]]), 2, 2)  # 2 * (-0.6, -0.8)
    np.testing.assert_allclose(made, [[-1.2, -1.6], [-1.6, 1.2]], rtol=1e-14)


def test_one_row_one_column_and_zeros() -> None:
    np.testing.assert_allclose(Orthogonal().draw(np.array([[3.0, 4.0]]), 1, 2), [[0.6, 0.8]], rtol=1e-14)
    np.testing.assert_allclose(Orthogonal().draw(np.array([[3.0], [-4.0]]), 2, 1), [[0.6], [-0.8]], rtol=1e-14)
    np.testing.assert_allclose(abs(Orthogonal().draw(np.zeros((2, 2)), 2, 2)), np.eye(2), rtol=1e-14)


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (5, 5), (3, 3, 2, 8), (2, 1, 3, 8)])
def test_right_angles(shape: tuple[int, ...]) -> None:
    """Also by Keras's own, whose kernels are flattened in the same way."""
    own = Orthogonal(gain=0.5).draw(np.random.default_rng(0).normal(size=shape), 3, 2)
    theirs = np.asarray(keras.initializers.Orthogonal(gain=0.5, seed=1)(shape))
    for kernel, digits in ((own, 1e-14), (theirs, 1e-6)):
        assert kernel.shape == shape
        matrix = kernel.reshape(-1, shape[-1])
        product = matrix.T @ matrix if matrix.shape[0] >= matrix.shape[1] else matrix @ matrix.T
        np.testing.assert_allclose(product, np.eye(len(product)) / 4, atol=digits)


def test_signal_keeps_its_length() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3, 16))
    y = x @ Orthogonal().draw(rng.normal(size=(16, 16)), 16, 16)
    np.testing.assert_allclose(np.linalg.norm(y, axis=1), np.linalg.norm(x, axis=1), rtol=1e-13)


@pytest.mark.parametrize(("rows", "columns"), [(30, 20), (20, 30)])
def test_jax(rows: int, columns: int) -> None:
    """It draws the noise of a wide kernel as that of the tall one."""
    key = jax.random.key(5)
    with jax.enable_x64(True):
        noise = np.asarray(jax.random.normal(key, (30, 20), dtype="float64"))
        theirs = jax.nn.initializers.orthogonal(0.5)(key, (rows, columns), "float64")
        own = Orthogonal(0.5).draw(noise if rows == 30 else noise.T, rows, columns)
        np.testing.assert_allclose(own, theirs, atol=1e-14)


def test_pytorch() -> None:
    assert_same_as_torch(Orthogonal(0.5), lambda kernel: torch.nn.init.orthogonal_(kernel, gain=0.5))


def test_pytorch_convolution() -> None:
    """Kernels of (outputs, inputs, height, width): the order of a column's entries does not matter."""
    theirs = torch.empty(8, 2, 3, 3, dtype=torch.float64)
    torch.manual_seed(5)
    torch.nn.init.orthogonal_(theirs)
    torch.manual_seed(5)
    noise = torch.empty(8, 2, 3, 3, dtype=torch.float64).normal_()
    own = Orthogonal().draw(np.transpose(noise.numpy(), (2, 3, 1, 0)), 18, 72)
    np.testing.assert_allclose(own, np.transpose(theirs.numpy(), (2, 3, 1, 0)), atol=1e-14)


def test_every_orthogonal_matrix_is_equally_likely() -> None:
    """Moments of the even distribution in 4 dimensions: of an entry 1/4 and 3/24, of the trace 0 and 1.

    The signs that a factorization happens to give pull the trace down: the test would see it.
    """
    noise = np.random.default_rng(0).normal(size=(20_000, 4, 4))
    made = np.stack([Orthogonal().draw(one, 4, 4) for one in noise])
    np.testing.assert_allclose(np.mean(made**2, axis=0), 1 / 4, atol=0.01)
    np.testing.assert_allclose(np.mean(made**4, axis=0), 1 / 8, atol=0.01)
    traces = np.trace(made, axis1=1, axis2=2)
    np.testing.assert_allclose([np.mean(traces), np.mean(traces**2)], [0, 1], atol=0.03)
    assert abs(np.mean(np.trace(np.linalg.qr(noise).Q, axis1=1, axis2=2))) > 0.3
