"""Zoom."""

import keras
import numpy as np
import pytest
import scipy.ndimage

from descentlab.techniques.augmentations.zoom import Zoom

from .peers import TARGETS, by_keras, images, pixels, upright


def test_by_hand() -> None:
    """At half its size (u = 0) the outer pixels come from beyond the edge; at twice (u = 1), from half a pixel off."""
    x = upright([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    small, _ = Zoom(factor=0.5).apply(x, TARGETS[:1], {"size": np.array([0.0])})
    np.testing.assert_array_equal(pixels(small), [[0, 0, 0], [0, 5, 0], [0, 0, 0]])
    large, _ = Zoom(factor=1.0).apply(x, TARGETS[:1], {"size": np.array([1.0])})
    np.testing.assert_array_equal(pixels(large), [[3, 3.5, 4], [4.5, 5, 5.5], [6, 6.5, 7]])


def test_neutral() -> None:
    x = images()
    np.testing.assert_array_equal(Zoom(0.0).apply(x, TARGETS, {"size": np.array([0.0, 0.3, 0.9])})[0], x)
    np.testing.assert_array_equal(Zoom(0.3).apply(x, TARGETS, {"size": np.full(3, 0.5)})[0], x)


def test_nearly_nothing_left() -> None:
    """Just above a size of zero."""
    x = images().astype("float32")
    y, _ = Zoom(factor=0.999999).apply(x, TARGETS, {"size": np.zeros(3, "float32")})
    assert y.dtype == np.float32
    np.testing.assert_array_equal(y, np.zeros_like(x))  # of an even height, no pixel lies in the middle


def test_scipy() -> None:
    x, noise = images(), {"size": np.array([0.1, 0.6, 0.95])}
    own, _ = Zoom(factor=0.5).apply(x, TARGETS, noise)
    for k in range(3):
        size = 1 + 0.5 * (2 * noise["size"][k] - 1)
        middle = np.array([2.5, 2.0, 0.5])
        scale = np.array([1 / size, 1 / size, 1.0])
        theirs = scipy.ndimage.affine_transform(
            x[k], scale, offset=middle - scale * middle, order=1, mode="grid-constant"
        )
        np.testing.assert_allclose(own[k], theirs, rtol=1e-11, atol=1e-12)


def test_keras_multiplies_the_places(in_float64: None) -> None:
    """Its images are as large as ours by one over the factor that it drew."""
    x = images(8)
    layer = keras.layers.RandomZoom(0.3, fill_mode="constant", seed=0)
    theirs, drawn = by_keras(layer, x)
    size = 1 / drawn["height_zoom"][:, 0]
    noise = {"size": (1 + (size - 1) / 0.5) / 2}
    assert np.all((noise["size"] >= 0) & (noise["size"] < 1))
    own, _ = Zoom(factor=0.5).apply(x, np.zeros(8), noise)
    np.testing.assert_allclose(own, theirs, atol=1e-5)
    assert np.max(abs(own - x)) > 0.1


def test_law() -> None:
    """The size that an image takes is as often larger as smaller."""
    rng = np.random.default_rng(0)
    x = np.zeros((5_000, 21, 21, 1))
    x[:, 5:16, 5:16] = 1
    y, _ = Zoom(factor=0.3).apply(x, np.zeros(5_000), {"size": rng.uniform(size=5_000)})
    size = np.sqrt(np.sum(y, axis=(1, 2, 3))) / 11
    assert np.mean(size) == pytest.approx(1.0, abs=0.01)
    assert np.std(size) == pytest.approx(0.3 / np.sqrt(3), abs=0.01)  # uniform in [0.7, 1.3)
