"""Noise."""

import keras
import numpy as np
import pytest

from descentlab import contracts
from descentlab.techniques.augmentations.noise import Noise

from .peers import TARGETS, images


def test_by_hand() -> None:
    x = np.array([[1.0, -2.0], [0.5, 0.0]])
    noise = np.array([[2.0, -1.0], [0.0, 4.0]])
    y, targets = Noise(deviation=0.25).apply(x, TARGETS, {"noise": noise})
    np.testing.assert_array_equal(y, [[1.5, -2.25], [0.5, 1.0]])
    assert targets is TARGETS


def test_needs_normal_noise_for_each_entry() -> None:
    assert Noise().needs((4, 3, 2)) == {"noise": contracts.Noise((4, 3, 2), "normal")}
    assert Noise().needs((7,)) == {"noise": contracts.Noise((7,), "normal")}


def test_neutral() -> None:
    x = images()
    noise = {"noise": np.random.default_rng(0).normal(size=x.shape)}
    np.testing.assert_array_equal(Noise(0.0).apply(x, TARGETS, noise)[0], x)


def test_same_law_as_keras(in_float64: None) -> None:
    """It draws its own noise: compared are mean, deviation and how often one deviation is passed."""
    x = np.full((400, 500), 0.5)
    noise = {"noise": np.random.default_rng(0).normal(size=x.shape)}
    own, _ = Noise(0.3).apply(x, TARGETS, noise)
    theirs = np.asarray(keras.layers.GaussianNoise(0.3, seed=0)(x, training=True))
    for y in (own, theirs):
        assert np.mean(y) == pytest.approx(0.5, abs=0.004)
        assert np.std(y) == pytest.approx(0.3, rel=0.01)
        assert np.mean(abs(y - 0.5) < 0.3) == pytest.approx(0.6827, abs=0.005)
        assert np.min(y) < 0
        assert np.max(y) > 1
