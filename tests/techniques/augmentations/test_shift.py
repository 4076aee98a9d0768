"""Shift."""

import keras
import numpy as np
import pytest
import scipy.ndimage

from descentlab.techniques.augmentations.shift import Shift

from .peers import TARGETS, by_keras, images, pixels, upright


def test_by_hand() -> None:
    """A quarter of 4 rows down at most, of which u = 1 would be all; half of 2 columns, of which 0 is all leftwards."""
    x = upright([[1, 2], [3, 4], [5, 6], [7, 8]])
    shift = Shift(height=0.25, width=0.5)

    def moved(u: float, v: float) -> np.ndarray:
        y, _ = shift.apply(x, TARGETS[:1], {"down": np.array([u]), "right": np.array([v])})
        return pixels(y)

    np.testing.assert_array_equal(moved(0.0, 0.5), [[3, 4], [5, 6], [7, 8], [0, 0]])  # one up
    np.testing.assert_array_equal(moved(0.5, 0.0), [[2, 0], [4, 0], [6, 0], [8, 0]])  # one to the left
    np.testing.assert_array_equal(moved(0.75, 0.5), [[0.5, 1], [2, 3], [4, 5], [6, 7]])  # half a pixel down
    np.testing.assert_array_equal(moved(0.5, 0.75), [[0.5, 1.5], [1.5, 3.5], [2.5, 5.5], [3.5, 7.5]])


def test_neutral() -> None:
    x, noise = images(), {"down": np.array([0.0, 0.3, 0.9]), "right": np.array([0.2, 0.0, 0.7])}
    np.testing.assert_array_equal(Shift(0.0, 0.0).apply(x, TARGETS, noise)[0], x)
    half = {"down": np.full(3, 0.5), "right": np.full(3, 0.5)}
    np.testing.assert_array_equal(Shift(0.3, 0.2).apply(x, TARGETS, half)[0], x)


def test_scipy() -> None:
    x = images()
    noise = {"down": np.array([0.1, 0.6, 0.95]), "right": np.array([0.8, 0.3, 0.0])}
    own, _ = Shift(height=0.5, width=0.25).apply(x, TARGETS, noise)
    for k in range(3):
        down, right = 6 * 0.5 * (2 * noise["down"][k] - 1), 5 * 0.25 * (2 * noise["right"][k] - 1)
        theirs = scipy.ndimage.shift(x[k], (down, right, 0), order=1, mode="grid-constant")
        np.testing.assert_allclose(own[k], theirs, rtol=1e-12, atol=1e-13)


def test_keras(in_float64: None) -> None:
    """The distances that it drew, as the noise that gives them here."""
    x = images(8)
    layer = keras.layers.RandomTranslation(0.4, 0.2, fill_mode="constant", seed=0)
    theirs, drawn = by_keras(layer, x)
    right, down = drawn["translations"].T
    noise = {"down": (1 + down / (6 * 0.4)) / 2, "right": (1 + right / (5 * 0.2)) / 2}
    for numbers in noise.values():
        assert np.all((numbers >= 0) & (numbers < 1))
        assert np.ptp(numbers) > 0.4
    own, _ = Shift(height=0.4, width=0.2).apply(x, np.zeros(8), noise)
    np.testing.assert_allclose(own, theirs, atol=1e-5)


def test_law() -> None:
    """A lone pixel in the middle is moved by up to so many pixels, as often in each direction."""
    rng = np.random.default_rng(0)
    x = np.zeros((20_000, 11, 11, 1))
    x[:, 5, 5] = 1
    noise = {"down": rng.uniform(size=20_000), "right": rng.uniform(size=20_000)}
    y, _ = Shift(height=2 / 11, width=4 / 11).apply(x, np.zeros(20_000), noise)
    mean = np.mean(y, axis=(0, 3))
    rows, columns = np.sum(mean, axis=1), np.sum(mean, axis=0)
    assert np.sum(mean) == pytest.approx(1.0, rel=1e-9)
    np.testing.assert_allclose(rows[3:8], [0.125, 0.25, 0.25, 0.25, 0.125], atol=0.01)  # the ends: half of it
    np.testing.assert_allclose(columns[1:10], [1 / 16] + [1 / 8] * 7 + [1 / 16], atol=0.01)
