"""Random erasing."""

from typing import Any

import keras
import numpy as np
import pytest

from descentlab.techniques.augmentations.random_erasing import RandomErasing

from .peers import TARGETS, by_keras, images

PLACES = {"area": 0.5, "ratio": 0.5, "top": 0.5, "left": 0.5}


def noise_of(x: np.ndarray, **given: Any) -> dict[str, np.ndarray]:
    """Noise for each image, as told or 0.5, and -1 for each entry, so that it is seen."""
    chosen = PLACES | {"chance": 0.5} | given
    numbers = {name: np.broadcast_to(np.asarray(value, float), (len(x),)) for name, value in chosen.items()}
    return numbers | {"pixels": np.full_like(x, -1.0)}


def test_by_hand() -> None:
    """Images of 4 by 6, and an area of (0.1 + 0.4 * 0.5833333) * 24 = 8."""
    x = np.ones((3, 4, 6, 1))
    erasing = RandomErasing(rate=0.5, min_area=0.1, max_area=0.5, aspect=0.25)
    # at 0.75 the ratio is 0.25^0.5 = 1/2: 2 rows and 4 columns;  at 0 it is 4: 5.7 rows, cut to 4, and 1.4 columns
    noise = noise_of(x, area=7 / 12, ratio=[0.75, 0.75, 0.0], top=[0.0, 0.75, 0.3], left=[0.5, 0.9, 0.0])
    noise |= {"chance": np.array([0.1, 0.4999, 0.2])}
    y, targets = erasing.apply(x, TARGETS, noise)
    # the top at 2 * 0 = 0, the left at 2 * 0.5 = 1
    np.testing.assert_array_equal(
        y[0, :, :, 0],
        [[1, -1, -1, -1, -1, 1], [1, -1, -1, -1, -1, 1], [1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1]],
    )
    # the top at 1.5, the left at 1.8: of rows those with their middle in 1.5 to 3.5, of columns in 1.8 to 5.8
    np.testing.assert_array_equal(
        y[1, :, :, 0],
        [[1, 1, 1, 1, 1, 1], [1, 1, -1, -1, -1, -1], [1, 1, -1, -1, -1, -1], [1, 1, 1, 1, 1, 1]],
    )
    np.testing.assert_array_equal(y[2, :, :, 0], np.tile([-1, 1, 1, 1, 1, 1], (4, 1)))
    assert targets is TARGETS


def test_the_rectangle_takes_the_noise() -> None:
    x = images()
    noise = noise_of(x, chance=0.0) | {"pixels": np.random.default_rng(1).uniform(size=x.shape)}
    y, _ = RandomErasing(rate=1.0, min_area=0.4, max_area=0.4).apply(x, TARGETS, noise)
    changed = y != x
    assert 0.2 < np.mean(changed) < 0.6
    np.testing.assert_array_equal(y[changed], noise["pixels"][changed])
    np.testing.assert_array_equal(changed[..., 0], changed[..., 1])  # in all channels


def test_neutral() -> None:
    x = images()
    np.testing.assert_array_equal(RandomErasing(rate=0.0).apply(x, TARGETS, noise_of(x, chance=0.0))[0], x)
    nothing = RandomErasing(rate=1.0, min_area=0.0, max_area=0.0)
    np.testing.assert_array_equal(nothing.apply(x, TARGETS, noise_of(x))[0], x)


def test_the_whole_image() -> None:
    x = images(height=5, width=5)
    everything = RandomErasing(rate=1.0, min_area=1.0, max_area=1.0, aspect=1.0)
    np.testing.assert_array_equal(everything.apply(x, TARGETS, noise_of(x, top=0.9))[0], np.full_like(x, -1))


def test_law() -> None:
    rng = np.random.default_rng(0)
    x = np.ones((10_000, 30, 30, 1))
    names = ("chance", "area", "ratio", "top", "left")
    noise = noise_of(x, **{name: rng.uniform(size=10_000) for name in names})
    y, _ = RandomErasing(rate=0.3, min_area=0.05, max_area=0.15, aspect=0.4).apply(x, np.zeros(10_000), noise)
    erased = y[..., 0] == -1
    hit = np.any(erased, axis=(1, 2))
    assert np.mean(hit) == pytest.approx(0.3, abs=0.015)
    assert np.mean(erased[hit]) == pytest.approx(0.1, abs=0.003)
    rows, columns = np.sum(np.any(erased[hit], axis=2), axis=1), np.sum(np.any(erased[hit], axis=1), axis=1)
    assert np.mean(rows > columns) == pytest.approx(np.mean(rows < columns), abs=0.04)
    slant = np.log(rows / columns)
    assert np.std(slant) == pytest.approx(
        -np.log(0.4) / np.sqrt(3), rel=0.05
    )  # uniform, between log 0.4 and -log 0.4
    share = np.mean(erased, axis=0)
    np.testing.assert_allclose(share, share[::-1, ::-1], atol=0.02)


def test_keras(in_float64: None) -> None:
    """It draws height and width each by itself: what it drew, as the noise that gives this rectangle here."""
    x = images(8, 12, 12)
    layer = keras.layers.RandomErasing(factor=1.0, scale=(0.1, 0.6), value_range=(0.0, 1.0), seed=0)
    theirs, drawn = by_keras(layer, x)
    masks = drawn["batch_masks"][..., 0]
    rows, columns = np.any(masks, axis=2), np.any(masks, axis=1)
    height, width = np.sum(rows, axis=1), np.sum(columns, axis=1)
    top, left = np.argmax(rows, axis=1), np.argmax(columns, axis=1)
    aspect = 0.1
    noise = {
        "chance": np.where(drawn["apply_erasing"], 0.0, 0.9),
        "area": height * width / 144,
        "ratio": (1 + np.log(height / width) / np.log(aspect)) / 2,
        "top": top / (12 - height),
        "left": left / (12 - width),
        "pixels": drawn["fill_value"],
    }
    own, _ = RandomErasing(rate=0.5, min_area=0.0, max_area=1.0, aspect=aspect).apply(x, np.zeros(8), noise)
    assert 2 < np.sum(drawn["apply_erasing"]) < 8
    assert len(np.unique(height / width)) > 3
    np.testing.assert_array_equal(own, theirs)
