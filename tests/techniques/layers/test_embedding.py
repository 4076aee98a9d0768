"""The embedding."""

import keras
import numpy as np
import pytest
import torch
from torch.nn import functional

from descentlab.contracts import Needs, Weights
from descentlab.techniques.layers.embedding import Embedding

TABLE = {"kernel": np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])}


@pytest.mark.parametrize("dtype", ["int64", "int32", "float64", "float32"])
def test_by_hand(dtype: str) -> None:
    """Two examples of two numbers; number 2 comes twice, and row 1 not at all."""
    layer = Embedding(vocabulary=3, dimensions=2)
    x = np.array([[2, 0], [2, 0]], dtype)
    y, saved, state = layer.forward(TABLE, {}, x, {})
    np.testing.assert_array_equal(y, [[[5.0, 6.0], [1.0, 2.0]], [[5.0, 6.0], [1.0, 2.0]]])
    assert state == {}
    np.testing.assert_array_equal(layer.infer(TABLE, {}, x), y)
    dx, grads = layer.backward(TABLE, saved, np.array([[[1.0, 2.0], [3.0, 4.0]], [[10.0, 20.0], [30.0, 40.0]]]))
    np.testing.assert_array_equal(grads["kernel"], [[33.0, 44.0], [0.0, 0.0], [11.0, 22.0]])
    np.testing.assert_array_equal(dx, np.zeros((2, 2)))
    assert dx.dtype == np.float64


def test_what_is_no_row_gives_zeros() -> None:
    """Too large, negative, between two, and not a number; no gradient comes back from there."""
    layer = Embedding(3, 2)
    x = np.array([[3.0, -1.0, 0.5, np.nan, 1e30, 1.0]])
    y, saved, _ = layer.forward(TABLE, {}, x, {})
    np.testing.assert_array_equal(y[0, :5], np.zeros((5, 2)))
    np.testing.assert_array_equal(y[0, 5], [3.0, 4.0])
    _, grads = layer.backward(TABLE, saved, np.ones((1, 6, 2)))
    np.testing.assert_array_equal(grads["kernel"], [[0.0, 0.0], [1.0, 1.0], [0.0, 0.0]])


def test_asks_for() -> None:
    kernel = Weights((50, 8), "kernel", fan_in=50, fan_out=8)
    assert Embedding(50, 8).needs((12,)) == Needs((12, 8), {"kernel": kernel})


def test_peers() -> None:
    """PyTorch gathers rows and adds gradients up row by row; Keras's output is the same."""
    rng = np.random.default_rng(0)
    x, dy = rng.integers(0, 5, size=(7, 4)), rng.normal(size=(7, 4, 3))
    params = {"kernel": rng.normal(size=(5, 3))}
    y, saved, _ = Embedding(5, 3).forward(params, {}, x, {})
    _, grads = Embedding(5, 3).backward(params, saved, dy)
    table = torch.tensor(params["kernel"], requires_grad=True)
    there = functional.embedding(torch.from_numpy(x), table)
    there.backward(torch.from_numpy(dy))
    np.testing.assert_array_equal(y, there.detach())
    np.testing.assert_allclose(grads["kernel"], table.grad, rtol=1e-13)
    by_keras = keras.layers.Embedding(5, 3)
    by_keras.build((None, 4))
    by_keras.set_weights([params["kernel"]])
    np.testing.assert_allclose(y, by_keras(x), rtol=1e-6)
