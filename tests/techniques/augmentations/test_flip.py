"""Flip."""

import keras
import numpy as np
import pytest

from descentlab.techniques.augmentations.flip import Flip

from .peers import TARGETS, by_keras, images


def test_by_hand() -> None:
    """At a rate of 0.25, what draws 0.2 is mirrored; 0.25 and 0.9 are not."""
    x = np.reshape(np.arange(12.0), (3, 2, 2, 1))
    noise = {"flipped": np.array([0.2, 0.25, 0.9])}
    y, targets = Flip(rate=0.25).apply(x, TARGETS, noise)
    np.testing.assert_array_equal(y[0, :, :, 0], [[1, 0], [3, 2]])
    np.testing.assert_array_equal(y[1:], x[1:])
    assert targets is TARGETS
    y, _ = Flip(rate=0.25, vertical=True).apply(x, TARGETS, noise)
    np.testing.assert_array_equal(y[0, :, :, 0], [[2, 3], [0, 1]])
    np.testing.assert_array_equal(y[1:], x[1:])


def test_rates_of_zero_and_one() -> None:
    x, noise = images(), {"flipped": np.array([0.0, 0.5, 1 - 2**-24])}
    np.testing.assert_array_equal(Flip(rate=0.0).apply(x, TARGETS, noise)[0], x)
    np.testing.assert_array_equal(Flip(rate=1.0).apply(x, TARGETS, noise)[0], x[:, :, ::-1])


@pytest.mark.parametrize("vertical", [False, True])
def test_keras(vertical: bool, in_float64: None) -> None:
    """What it decided, as noise below and above the rate."""
    x = images(16)
    theirs, drawn = by_keras(keras.layers.RandomFlip("vertical" if vertical else "horizontal", seed=0), x)
    flips = drawn["flips"][:, 0, 0, 0]
    assert 0 < np.sum(flips) < 16
    own, _ = Flip(rate=0.5, vertical=vertical).apply(x, np.zeros(16), {"flipped": np.where(flips, 0.1, 0.9)})
    np.testing.assert_array_equal(own, theirs)


def test_law() -> None:
    x = np.tile(images(1), (10_000, 1, 1, 1))
    y, _ = Flip(rate=0.3).apply(x, np.zeros(10_000), {"flipped": np.random.default_rng(0).uniform(size=10_000)})
    assert np.mean(np.any(y != x, axis=(1, 2, 3))) == pytest.approx(0.3, abs=0.015)
