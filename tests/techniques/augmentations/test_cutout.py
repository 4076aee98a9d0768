"""Cutout."""

import numpy as np
import pytest

from descentlab.techniques.augmentations.cutout import Cutout

from .peers import TARGETS, images, pixels


def test_by_hand() -> None:
    """Half of 4 pixels: a square of 2, around the middle, and around the upper left corner and the lower edge."""
    x = np.ones((3, 4, 5, 1))
    noise = {"row": np.array([0.5, 0.0, 0.75]), "column": np.array([0.4, 0.0, 0.6])}
    y, targets = Cutout(share=0.5).apply(x, TARGETS, noise)
    # row 4 * 0.5 = 2, from 1 to 3;  column 5 * 0.4 = 2, from 1 to 3
    np.testing.assert_array_equal(
        y[0, :, :, 0], [[1, 1, 1, 1, 1], [1, 0, 0, 1, 1], [1, 0, 0, 1, 1], [1, 1, 1, 1, 1]]
    )
    # from -1 to 1, both ways
    np.testing.assert_array_equal(
        y[1, :, :, 0], [[0, 1, 1, 1, 1], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1]]
    )
    # row 3, from 2 to 4;  column 3, from 2 to 4
    np.testing.assert_array_equal(
        y[2, :, :, 0], [[1, 1, 1, 1, 1], [1, 1, 1, 1, 1], [1, 1, 0, 0, 1], [1, 1, 0, 0, 1]]
    )
    assert targets is TARGETS


def test_neutral() -> None:
    x, noise = images(), {"row": np.array([0.0, 0.3, 0.5]), "column": np.array([0.5, 0.1, 0.4])}
    np.testing.assert_array_equal(Cutout(share=0.0).apply(x, TARGETS, noise)[0], x)


def test_the_whole_image() -> None:
    x = images(1, 4, 4)
    y, _ = Cutout(share=1.0).apply(x, TARGETS[:1], {"row": np.array([0.5]), "column": np.array([0.5])})
    np.testing.assert_array_equal(y, np.zeros_like(x))


@pytest.mark.parametrize("length", [2, 4, 6])
def test_even_squares_around_pixels(length: int) -> None:
    """No library at hand has it; so here the authors' way, by slices: a pixel, and length / 2 before and after."""
    x = images(1, 8, 8)
    for row in range(8):
        for column in range(8):
            expected = x.copy()
            reach = length // 2
            expected[:, max(row - reach, 0) : row + reach, max(column - reach, 0) : column + reach] = 0
            noise = {"row": np.array([row / 8]), "column": np.array([column / 8])}
            y, _ = Cutout(share=length / 8).apply(x, TARGETS[:1], noise)
            np.testing.assert_array_equal(pixels(y), pixels(expected))


@pytest.mark.parametrize("share", [0.1, 0.45, 1.0])
def test_law(share: float) -> None:
    """Along a side, what is lost is share - share^2 / 4 on average: at a middle near the edge a part is outside."""
    rng = np.random.default_rng(0)
    x = np.ones((5_000, 24, 24, 1))
    noise = {"row": rng.uniform(size=5_000), "column": rng.uniform(size=5_000)}
    y, _ = Cutout(share).apply(x, np.zeros(5_000), noise)
    assert np.mean(y == 0) == pytest.approx((share - share**2 / 4) ** 2, abs=0.006)
    lost = np.mean(y == 0, axis=(0, 3))
    np.testing.assert_allclose(lost, lost[::-1, ::-1], atol=0.05)  # no side is preferred
