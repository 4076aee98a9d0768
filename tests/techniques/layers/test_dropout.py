"""Inverted dropout."""

import keras
import numpy as np
import pytest
import torch

from descentlab.contracts import Needs, Noise
from descentlab.techniques.layers.dropout import Dropout


def test_by_hand() -> None:
    """Rate 0.2: what is drawn below 0.2 is dropped, the rest is divided by 0.8."""
    layer = Dropout(rate=0.2)
    x = np.array([[4.0, -8.0, 2.0, 1.0]])
    y, saved, state = layer.forward({}, {}, x, {"mask": np.array([[0.1, 0.2, 0.9, 0.1999]])})
    np.testing.assert_allclose(y, [[0.0, -10.0, 2.5, 0.0]], rtol=1e-15)
    assert state == {}
    dx, grads = layer.backward({}, saved, np.array([[1.0, 2.0, -4.0, 8.0]]))
    np.testing.assert_allclose(dx, [[0.0, 2.5, -5.0, 0.0]], rtol=1e-15)
    assert grads == {}
    np.testing.assert_array_equal(layer.infer({}, {}, x), x)


def test_needs_noise() -> None:
    assert Dropout().needs((3, 2)) == Needs((3, 2), noise={"mask": Noise((3, 2))})


def test_same_law_as_the_peers() -> None:
    """PyTorch and Keras draw their own noise: compared are the values there are, and how often they come."""
    x = np.ones((200, 500))
    rate = 0.25
    own, _, _ = Dropout(rate).forward({}, {}, x, {"mask": np.random.default_rng(0).uniform(size=x.shape)})
    torch.manual_seed(0)
    by_torch = torch.nn.functional.dropout(torch.from_numpy(x), rate).numpy()
    by_keras = np.asarray(keras.layers.Dropout(rate, seed=0)(x, training=True))
    for y in (own, by_torch, by_keras):
        np.testing.assert_allclose(np.unique(y), [0.0, 1.3333333333333333], rtol=1e-6)
        assert np.mean(y == 0) == pytest.approx(rate, abs=0.01)
        assert np.mean(y) == pytest.approx(1.0, abs=0.01)  # the expected output stays
