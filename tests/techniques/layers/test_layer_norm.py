"""Layer normalization."""

import keras
import numpy as np
import pytest
from torch.nn import functional

from descentlab.contracts import Needs, Weights
from descentlab.techniques.layers.layer_norm import LayerNorm

from .peers import IN_FLOAT32, assert_same, by_keras, by_torch, ours

PARAMS = {"gamma": np.array([4.0, 2.0, 1.0, 2.0]), "beta": np.array([10.0, 0.0, 0.0, -1.0])}


def test_by_hand() -> None:
    """1, 3, 3, 5: mean 3, variance (4 + 0 + 0 + 4) / 4 = 2; with epsilon 2 the root is 2, z = -1, 0, 0, 1."""
    layer = LayerNorm(epsilon=2.0)
    x = np.array([[1.0, 3.0, 3.0, 5.0], [17.0, 15.0, 15.0, 13.0]])  # the second is 18 minus the first: -z
    y, saved, state = layer.forward(PARAMS, {}, x, {})
    np.testing.assert_array_equal(y, [[6.0, 0.0, 0.0, 1.0], [14.0, 0.0, 0.0, -3.0]])
    assert state == {}
    np.testing.assert_array_equal(layer.infer(PARAMS, {}, x), y)
    # dz = 4, 4, 3, 8: mean 4.75, and of dz * z = -4, 0, 0, 8 the mean is 1
    # dx = (4 - 4.75 + 1, 4 - 4.75, 3 - 4.75, 8 - 4.75 - 1) / 2
    dx, grads = layer.backward(PARAMS, saved, np.array([[1.0, 2.0, 3.0, 4.0], [0.0, 0.0, 0.0, 10.0]]))
    np.testing.assert_array_equal(dx[0], [0.125, -0.375, -0.875, 1.125])
    # dz = 0, 0, 0, 20: mean 5, and of dz * z = 0, 0, 0, -20 it is -5
    # dx = (0 - 5 + 5, 0 - 5, 0 - 5, 20 - 5 - 5) / 2
    np.testing.assert_array_equal(dx[1], [0.0, -2.5, -2.5, 5.0])
    np.testing.assert_array_equal(grads["gamma"], [-1.0, 0.0, 0.0, -6.0])  # 4 * 1 + 10 * -1
    np.testing.assert_array_equal(grads["beta"], [1.0, 2.0, 3.0, 14.0])


def test_equal_features_give_beta() -> None:
    y, saved, _ = LayerNorm().forward(PARAMS, {}, np.full((2, 4), 7.0), {})
    np.testing.assert_array_equal(y, [PARAMS["beta"]] * 2)
    dx, _ = LayerNorm().backward(PARAMS, saved, np.ones((2, 4)))
    assert np.all(np.isfinite(dx))


def test_asks_for() -> None:
    parameters = {"gamma": Weights((2,), value=1.0), "beta": Weights((2,))}
    assert LayerNorm().needs((5, 6, 2)) == Needs((5, 6, 2), parameters)


@pytest.mark.usefixtures("in_float64")
@pytest.mark.parametrize("shape", [(6, 4), (3, 5, 4), (2, 3, 5, 4)])
def test_peers(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    x, dy = 2 + 3 * rng.normal(size=shape), rng.normal(size=shape)
    own = ours(LayerNorm(epsilon=0.01), PARAMS, x, dy)
    assert_same(own, by_keras(keras.layers.LayerNormalization(epsilon=0.01), PARAMS, x, dy), IN_FLOAT32)
    there = by_torch(lambda x, gamma, beta: functional.layer_norm(x, (4,), gamma, beta, 0.01), PARAMS, x, dy)
    assert_same(own, there)
