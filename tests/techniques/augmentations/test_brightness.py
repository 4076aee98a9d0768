"""Brightness."""

import keras
import numpy as np
import pytest

from descentlab.techniques.augmentations.brightness import Brightness

from .peers import TARGETS, by_keras, images


def test_by_hand() -> None:
    """At a delta of 0.5: a quarter more for u = 0.75, half less for 0, nothing for 0.5; within [0, 1]."""
    x = np.tile(np.reshape([0.0, 0.5, 0.625, 1.0], (1, 2, 2, 1)), (3, 1, 1, 1))
    y, targets = Brightness(delta=0.5).apply(x, TARGETS, {"change": np.array([0.75, 0.0, 0.5])})
    np.testing.assert_array_equal(y[0].ravel(), [0.25, 0.75, 0.875, 1.0])
    np.testing.assert_array_equal(y[1].ravel(), [0.0, 0.0, 0.125, 0.5])
    np.testing.assert_array_equal(y[2], x[2])
    assert targets is TARGETS


def test_neutral() -> None:
    x = images()
    np.testing.assert_array_equal(
        Brightness(0.0).apply(x, TARGETS, {"change": np.array([0.0, 0.3, 0.9])})[0], x
    )


def test_keras(in_float64: None) -> None:
    """What it added, as the noise that adds it here."""
    x = images(16)
    theirs, drawn = by_keras(keras.layers.RandomBrightness(0.4, value_range=(0.0, 1.0), seed=0), x)
    change = (1 + drawn["rgb_delta"][:, 0, 0, 0] / 0.4) / 2
    assert np.all((change >= 0) & (change < 1))
    assert np.ptp(change) > 0.5
    own, _ = Brightness(0.4).apply(x, np.zeros(16), {"change": change})
    np.testing.assert_allclose(own, theirs, atol=1e-7)


def test_law() -> None:
    """Far from black and white the mean stays, and the deviation is that of a uniform number."""
    x = np.full((10_000, 1, 1, 1), 0.5)
    y, _ = Brightness(0.25).apply(
        x, np.zeros(10_000), {"change": np.random.default_rng(0).uniform(size=10_000)}
    )
    assert np.mean(y) == pytest.approx(0.5, abs=0.005)
    assert np.std(y) == pytest.approx(0.25 / np.sqrt(3), rel=0.02)
    assert 0.25 <= np.min(y) <= np.max(y) <= 0.75
