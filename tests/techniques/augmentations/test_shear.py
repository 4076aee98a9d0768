"""Shear."""

import keras
import numpy as np
import scipy.ndimage

from descentlab.techniques.augmentations.shear import Shear

from .peers import TARGETS, by_keras, images, pixels, upright


def test_by_hand() -> None:
    """A slope of 1: the row above the middle comes from one to the left of it, the one below from the right."""
    x = upright([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    y, _ = Shear(factor=2.0).apply(x, TARGETS[:1], {"slope": np.array([0.75])})
    np.testing.assert_array_equal(pixels(y), [[0, 1, 2], [4, 5, 6], [8, 9, 0]])
    y, _ = Shear(factor=2.0).apply(x, TARGETS[:1], {"slope": np.array([0.375])})  # a slope of -1/2
    np.testing.assert_array_equal(pixels(y), [[1.5, 2.5, 1.5], [4, 5, 6], [3.5, 7.5, 8.5]])


def test_neutral() -> None:
    x = images()
    np.testing.assert_array_equal(Shear(0.0).apply(x, TARGETS, {"slope": np.array([0.0, 0.3, 0.9])})[0], x)
    np.testing.assert_array_equal(Shear(0.3).apply(x, TARGETS, {"slope": np.full(3, 0.5)})[0], x)


def test_scipy() -> None:
    x, noise = images(), {"slope": np.array([0.1, 0.6, 0.95])}
    own, _ = Shear(factor=0.5).apply(x, TARGETS, noise)
    for k in range(3):
        slope = 0.5 * (2 * noise["slope"][k] - 1)
        theirs = scipy.ndimage.affine_transform(
            x[k],
            np.array([[1, 0, 0], [slope, 1, 0], [0, 0, 1.0]]),
            offset=(0, -slope * 2.5, 0),  # nothing moves at the middle row
            order=1,
            mode="grid-constant",
        )
        np.testing.assert_allclose(own[k], theirs, rtol=1e-11, atol=1e-12)


def test_keras_slides_about_the_first_row(in_float64: None) -> None:
    """Of 5 rows the first is 2 above the middle: an image whose slid rows are moved by 2 slopes is as ours."""
    x = images(8, height=5)
    layer = keras.layers.RandomShear(0.5, y_factor=0.0, fill_mode="constant", seed=0)
    theirs, drawn = by_keras(layer, x)
    slopes = drawn["shear_factor"][:, 0]
    assert 0 < np.sum(slopes > 0) < 8
    own, _ = Shear(factor=0.5).apply(x, np.zeros(8), {"slope": (1 + slopes / 0.5) / 2})
    np.testing.assert_allclose(own[:, 0], moved(x, -2 * slopes)[:, 0], rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(theirs[:, 2], moved(x, 2 * slopes)[:, 2], atol=1e-6)
    np.testing.assert_allclose(theirs[:, 4], moved(x, 4 * slopes)[:, 4], atol=1e-6)
    np.testing.assert_allclose(own[:, 4], moved(x, 2 * slopes)[:, 4], rtol=1e-12, atol=1e-13)


def moved(x: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Images moved to the left by so many pixels, by SciPy."""
    made = [
        scipy.ndimage.shift(image, (0, -by, 0), order=1, mode="grid-constant")
        for image, by in zip(x, left, strict=True)
    ]
    return np.stack(made)
