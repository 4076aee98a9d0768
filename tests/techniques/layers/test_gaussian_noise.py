"""Gaussian noise."""

import keras
import numpy as np
import pytest

from descentlab.contracts import Needs, Noise
from descentlab.techniques.layers.gaussian_noise import GaussianNoise


def test_by_hand() -> None:
    layer = GaussianNoise(deviation=0.5)
    x = np.array([[4.0, -8.0, 3.0]])
    y, saved, state = layer.forward({}, {}, x, {"added": np.array([[-1.0, 0.0, 3.0]])})
    np.testing.assert_array_equal(y, [[3.5, -8.0, 4.5]])
    assert state == {}
    dx, grads = layer.backward({}, saved, np.array([[1.0, 2.0, 10.0]]))
    np.testing.assert_array_equal(dx, [[1.0, 2.0, 10.0]])
    assert grads == {}
    np.testing.assert_array_equal(layer.infer({}, {}, x), x)


def test_needs_noise() -> None:
    assert GaussianNoise().needs((3, 2)) == Needs((3, 2), noise={"added": Noise((3, 2), kind="normal")})


def test_same_law_as_keras() -> None:
    """Keras draws its own noise: compared are mean, deviation and share beyond two deviations, at any scale of x."""
    x = np.full((200, 500), 100.0)
    noise = np.random.default_rng(0).normal(size=x.shape)
    own, _, _ = GaussianNoise(0.25).forward({}, {}, x, {"added": noise})
    by_keras = np.asarray(keras.layers.GaussianNoise(0.25, seed=0)(x, training=True))
    for y in (own, by_keras):
        assert np.mean(y) == pytest.approx(100.0, abs=0.005)
        assert np.std(y) == pytest.approx(0.25, abs=0.005)
        assert np.mean(abs(y - 100) > 0.5) == pytest.approx(0.0455, abs=0.003)
