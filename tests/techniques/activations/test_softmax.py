"""Softmax."""

from math import log

import jax
import keras
import numpy as np
import pytest
import torch

from descentlab.techniques.activations.softmax import Softmax

from .peers import DY, X, assert_same_as_keras, assert_same_as_torch


def test_by_hand() -> None:
    """Scores log 1, log 2, log 5 become 1/8, 2/8, 5/8; with dy = (8, 0, 0), sum(dy * y) = 1."""
    y, saved = Softmax().forward(np.array([[0.0, log(2), log(5)]]))
    np.testing.assert_allclose(y, [[0.125, 0.25, 0.625]], rtol=1e-15)
    # 1/8 * (8 - 1), 2/8 * (0 - 1), 5/8 * (0 - 1)
    dx = Softmax().backward(saved, np.array([[8.0, 0.0, 0.0]]))
    np.testing.assert_allclose(dx, [[0.875, -0.25, -0.625]], rtol=1e-14)


@pytest.mark.usefixtures("in_float64")
def test_peers() -> None:
    assert_same_as_torch(Softmax(), lambda x: torch.softmax(x, -1))
    assert_same_as_keras(Softmax(), jax.nn.softmax)
    y, saved = Softmax().forward(X.reshape(3, 3))
    theirs, pull = jax.vjp(keras.activations.softmax, X.reshape(3, 3))
    np.testing.assert_allclose(y, theirs, rtol=1e-12)
    dx = Softmax().backward(saved, DY.reshape(3, 3))
    np.testing.assert_allclose(dx, pull(DY.reshape(3, 3))[0], rtol=1e-9, atol=1e-12)


def test_along_the_last_axis_of_any_shape() -> None:
    x = np.random.default_rng(0).normal(size=(2, 3, 4))
    y, saved = Softmax().forward(x)
    np.testing.assert_allclose(y.sum(axis=-1), np.ones((2, 3)), rtol=1e-14)
    dx = Softmax().backward(saved, x)
    one, kept = Softmax().forward(x[1, 2])
    np.testing.assert_allclose(y[1, 2], one, rtol=1e-14)
    np.testing.assert_allclose(dx[1, 2], Softmax().backward(kept, x[1, 2]), rtol=1e-12, atol=1e-15)


def test_huge_inputs() -> None:
    y, saved = Softmax().forward(np.array([[-1000.0, 1000.0], [1000.0, 1000.0], [-1000.0, -1000.0]]))
    np.testing.assert_array_equal(y, [[0.0, 1.0], [0.5, 0.5], [0.5, 0.5]])
    dx = Softmax().backward(saved, np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]]))
    np.testing.assert_array_equal(dx, [[0.0, 0.0], [0.25, -0.25], [0.25, -0.25]])
