"""Gaussian dropout."""

import keras
import numpy as np
import pytest

from descentlab.contracts import Needs, Noise
from descentlab.techniques.layers.dropout import Dropout
from descentlab.techniques.layers.gaussian_dropout import GaussianDropout


def test_by_hand() -> None:
    """Rate 0.8: the deviation is sqrt(0.8 / 0.2) = 2, so noise -1, 0, 0.5 makes the factors -1, 1, 2."""
    layer = GaussianDropout(rate=0.8)
    x = np.array([[4.0, -8.0, 3.0]])
    y, saved, state = layer.forward({}, {}, x, {"mask": np.array([[-1.0, 0.0, 0.5]])})
    np.testing.assert_allclose(y, [[-4.0, -8.0, 6.0]], rtol=1e-15)
    assert state == {}
    dx, grads = layer.backward({}, saved, np.array([[1.0, 2.0, 10.0]]))
    np.testing.assert_allclose(dx, [[-1.0, 2.0, 20.0]], rtol=1e-15)
    assert grads == {}
    np.testing.assert_array_equal(layer.infer({}, {}, x), x)


def test_rate_zero_changes_nothing() -> None:
    x = np.array([[4.0, -8.0, 3.0]])
    y, _, _ = GaussianDropout(rate=0.0).forward({}, {}, x, {"mask": np.array([[-9.0, 9.0, 0.5]])})
    np.testing.assert_array_equal(y, x)


def test_needs_noise() -> None:
    assert GaussianDropout().needs((3, 2)) == Needs((3, 2), noise={"mask": Noise((3, 2), kind="normal")})


def test_same_law_as_the_peers() -> None:
    """Keras draws its own noise: compared are mean, deviation and share beyond two deviations.

    Mean and deviation are also those of dropout at the same rate.
    """
    x = np.ones((200, 500))
    rng = np.random.default_rng(0)
    own, _, _ = GaussianDropout(0.2).forward({}, {}, x, {"mask": rng.normal(size=x.shape)})
    by_keras = np.asarray(keras.layers.GaussianDropout(0.2, seed=0)(x, training=True))
    for y in (own, by_keras):
        assert np.mean(y) == pytest.approx(1.0, abs=0.01)
        assert np.std(y) == pytest.approx(0.5, abs=0.01)  # sqrt(0.2 / 0.8)
        assert np.mean(abs(y - 1) > 1.0) == pytest.approx(0.0455, abs=0.003)
    dropped, _, _ = Dropout(0.2).forward({}, {}, x, {"mask": rng.uniform(size=x.shape)})
    assert np.std(dropped) == pytest.approx(0.5, abs=0.01)
