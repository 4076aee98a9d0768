"""Rotate."""

import keras
import numpy as np
import pytest
import scipy.ndimage

from descentlab.techniques.augmentations.rotate import Rotate

from .peers import TARGETS, by_keras, images, pixels, upright


@pytest.mark.parametrize(
    ("u", "expected"),
    [
        (0.75, [[3, 6, 9], [2, 5, 8], [1, 4, 7]]),  # 90 degrees against the clock
        (0.25, [[7, 4, 1], [8, 5, 2], [9, 6, 3]]),  # and with it
        (0.0, [[9, 8, 7], [6, 5, 4], [3, 2, 1]]),  # 180
    ],
)
def test_by_hand(u: float, expected: list[list[float]]) -> None:
    x = upright([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    y, _ = Rotate(degrees=180).apply(x, TARGETS[:1], {"angle": np.array([u])})
    np.testing.assert_allclose(pixels(y), expected, atol=1e-14)


def test_an_eighth_of_a_turn_by_hand() -> None:
    """The pixel above the middle comes from sqrt(1/2) up and to the right, 0.70711 of the way to the corner.

    There it is 0.29289^2 * 5 + 0.29289 * 0.70711 * (2 + 6) + 0.70711^2 * 3.
    """
    x = upright([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    y, _ = Rotate(degrees=90).apply(x, TARGETS[:1], {"angle": np.array([0.75])})
    assert pixels(y)[0, 1] == pytest.approx(3.585786437626905, rel=1e-12)
    assert pixels(y)[1, 1] == 5


def test_neutral() -> None:
    x = images()
    np.testing.assert_array_equal(Rotate(0.0).apply(x, TARGETS, {"angle": np.array([0.0, 0.3, 0.9])})[0], x)
    np.testing.assert_array_equal(Rotate(45.0).apply(x, TARGETS, {"angle": np.full(3, 0.5)})[0], x)


def test_scipy() -> None:
    x, noise = images(), {"angle": np.array([0.1, 0.6, 0.95])}
    own, _ = Rotate(degrees=60).apply(x, TARGETS, noise)
    for k in range(3):
        angle = 60 * (2 * noise["angle"][k] - 1)
        theirs = scipy.ndimage.rotate(x[k], angle, order=1, mode="grid-constant", reshape=False)
        np.testing.assert_allclose(own[k], theirs, rtol=1e-11, atol=1e-12)


def test_keras(in_float64: None) -> None:
    """Its factor is in full turns; the angles that it drew, as the noise that gives them here."""
    x = images(8)
    layer = keras.layers.RandomRotation(30 / 360, fill_mode="constant", seed=0)
    theirs, drawn = by_keras(layer, x)
    noise = {"angle": (1 + drawn["angle"] / 30) / 2}
    assert np.all((noise["angle"] >= 0) & (noise["angle"] < 1))
    own, _ = Rotate(degrees=30).apply(x, np.zeros(8), noise)
    np.testing.assert_allclose(own, theirs, atol=1e-5)
    assert np.max(abs(own - x)) > 0.1
