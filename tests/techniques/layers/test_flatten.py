"""Flatten."""

import keras
import numpy as np
import pytest
import torch

from descentlab.contracts import Needs
from descentlab.techniques.layers.flatten import Flatten

from .peers import assert_same, by_keras, by_torch, channels_first, ours


def test_by_hand() -> None:
    """An image of 1 x 2 places and 3 channels: place by place."""
    x = np.array([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]])
    y, saved, state = Flatten().forward({}, {}, x, {})
    np.testing.assert_array_equal(y, [[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]])
    assert state == {}
    dx, grads = Flatten().backward({}, saved, 10 * y)
    np.testing.assert_array_equal(dx, 10 * x)
    assert grads == {}


def test_asks_for() -> None:
    assert Flatten().needs((3, 4, 2)) == Needs((24,))
    assert Flatten().needs((3,)) == Needs((3,))
    assert Flatten().needs(()) == Needs((1,))


@pytest.mark.usefixtures("in_float64")
def test_peers() -> None:
    """Keras has the same order; PyTorch has it where channels are brought last."""
    rng = np.random.default_rng(0)
    x, dy = rng.normal(size=(5, 3, 4, 2)), rng.normal(size=(5, 24))
    own = ours(Flatten(), {}, x, dy)
    assert_same(own, by_keras(keras.layers.Flatten(), {}, x, dy))
    assert_same(own, by_torch(torch.nn.Flatten(), {}, x, dy))
    first = torch.nn.Flatten()(channels_first(torch.from_numpy(x))).numpy()
    assert not np.allclose(own["y"], first)
    np.testing.assert_array_equal(np.sort(own["y"]), np.sort(first))
