"""Reshape."""

import keras
import numpy as np
import pytest

from descentlab.contracts import Needs
from descentlab.techniques.layers.reshape import Reshape

from .peers import assert_same, by_keras, by_torch, ours


def test_by_hand() -> None:
    """Six features as an image of 3 x 2 places and one channel, row by row."""
    layer = Reshape((3, 2, 1))
    x = np.array([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]])
    y, saved, state = layer.forward({}, {}, x, {})
    np.testing.assert_array_equal(y[0, :, :, 0], [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    assert y.shape == (1, 3, 2, 1)
    assert state == {}
    dx, grads = layer.backward({}, saved, 10 * y)
    np.testing.assert_array_equal(dx, 10 * x)
    assert grads == {}


def test_asks_for_and_refuses() -> None:
    assert Reshape((8, 8, 1)).needs((64,)) == Needs((8, 8, 1))
    with pytest.raises(ValueError, match=r"inputs of shape \(63,\) do not fill the shape \(8, 8, 1\)"):
        Reshape((8, 8, 1)).needs((63,))


@pytest.mark.usefixtures("in_float64")
def test_peers() -> None:
    rng = np.random.default_rng(0)
    x, dy = rng.normal(size=(5, 4, 6)), rng.normal(size=(5, 3, 8))
    own = ours(Reshape((3, 8)), {}, x, dy)
    assert_same(own, by_keras(keras.layers.Reshape((3, 8)), {}, x, dy))
    assert_same(own, by_torch(lambda x: x.reshape(5, 3, 8), {}, x, dy))
