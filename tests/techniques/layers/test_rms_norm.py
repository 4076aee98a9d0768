"""RMS normalization."""

import keras
import numpy as np
import pytest
import torch
from torch.nn import functional

from descentlab.contracts import Needs, Weights
from descentlab.techniques.layers.rms_norm import RMSNorm

from .peers import IN_FLOAT32, assert_same, by_keras, by_torch, ours


def test_by_hand() -> None:
    """2, 4: mean square 10; with epsilon 6 the root is 4, z = 0.5, 1. And 0, -4: mean square 8."""
    layer = RMSNorm(epsilon=6.0)
    params = {"gamma": np.array([2.0, -4.0])}
    x = np.array([[2.0, 4.0]])
    y, saved, state = layer.forward(params, {}, x, {})
    np.testing.assert_array_equal(y, [[1.0, -4.0]])
    assert state == {}
    np.testing.assert_array_equal(layer.infer(params, {}, x), y)
    # dz = 2, -8; the mean of dz * z = 1, -8 is -3.5;  dx = (2 + 3.5 * 0.5, -8 + 3.5) / 4
    dx, grads = layer.backward(params, saved, np.array([[1.0, 2.0]]))
    np.testing.assert_array_equal(dx, [[0.9375, -1.125]])
    np.testing.assert_array_equal(grads["gamma"], [0.5, 2.0])


def test_zeros_stay_zeros() -> None:
    params = {"gamma": np.ones(3)}
    y, saved, _ = RMSNorm().forward(params, {}, np.zeros((1, 3)), {})
    np.testing.assert_array_equal(y, np.zeros((1, 3)))
    dx, _ = RMSNorm().backward(params, saved, np.ones((1, 3)))
    np.testing.assert_allclose(dx, np.full((1, 3), 1e3), rtol=1e-12)  # 1 / sqrt(1e-6)


def test_asks_for() -> None:
    assert RMSNorm().needs((5, 2)) == Needs((5, 2), {"gamma": Weights((2,), value=1.0)})


@pytest.mark.usefixtures("in_float64")
@pytest.mark.parametrize("shape", [(6, 4), (3, 5, 4)])
def test_peers(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    x, dy, params = 2 + rng.normal(size=shape), rng.normal(size=shape), {"gamma": rng.normal(size=4)}
    own = ours(RMSNorm(epsilon=0.01), params, x, dy)
    assert_same(own, by_keras(keras.layers.RMSNormalization(epsilon=0.01), params, x, dy), IN_FLOAT32)
    assert_same(own, by_torch(lambda x, gamma: functional.rms_norm(x, (4,), gamma, 0.01), params, x, dy))


def test_default_epsilon_of_pytorch() -> None:
    """2.2e-16 in float64, where ours is 1e-6."""
    x = np.array([[1e-8, -1e-8]])
    there = functional.rms_norm(torch.from_numpy(x), (2,)).numpy()
    y, _, _ = RMSNorm(epsilon=2.0**-52).forward({"gamma": np.ones(2)}, {}, x, {})
    np.testing.assert_allclose(y, there, rtol=1e-12)
