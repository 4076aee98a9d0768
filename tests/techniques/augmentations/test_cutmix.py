"""CutMix."""

import keras
import numpy as np
import pytest

from descentlab.contracts import Noise
from descentlab.techniques.augmentations.cutmix import CutMix
from descentlab.techniques.augmentations.mixup import PROPOSALS, beta

from .peers import TARGETS, images


def noise_of(u: float, v: float, row: list[float], column: list[float]) -> dict[str, np.ndarray]:
    """The same pair for the shares of all images, accepted at once."""
    share = np.zeros((len(row), PROPOSALS, 2))
    share[:, 0] = 1 - u, 1 - v
    return {"share": share, "row": np.array(row), "column": np.array(column)}


def test_by_hand() -> None:
    """Lambda is 0.375 / 0.5 = 3/4, so that the rectangle has half of each side: 2 rows and 3 columns."""
    x = np.stack([np.full((4, 6, 1), value) for value in (0.0, 0.5, 1.0)])
    y, targets = CutMix(alpha=1.0).apply(
        x, TARGETS, noise_of(0.375, 0.125, [0.5, 0.25, 0.0], [0.45, 0.9, 0.05])
    )
    # middle at row 2 and column 2.7: rows 1 to 3, columns whose middle lies in 1.2 to 4.2: 1, 2 and 3
    np.testing.assert_array_equal(
        2 * y[0, :, :, 0], [[0, 0, 0, 0, 0, 0], [0, 1, 1, 1, 0, 0], [0, 1, 1, 1, 0, 0], [0, 0, 0, 0, 0, 0]]
    )
    # at row 1 and column 5.4: rows 0 to 2, columns from 3.9 on: 4 and 5
    np.testing.assert_array_equal(
        2 * y[1, :, :, 0], [[1, 1, 1, 1, 2, 2], [1, 1, 1, 1, 2, 2], [1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1]]
    )
    # at row 0 and column 0.3: row 0, columns before 1.8: 0 and 1
    np.testing.assert_array_equal(
        2 * y[2, :, :, 0], [[0, 0, 2, 2, 2, 2], [2, 2, 2, 2, 2, 2], [2, 2, 2, 2, 2, 2], [2, 2, 2, 2, 2, 2]]
    )
    # 6, 4 and 2 of 24 pixels are the next one's
    expected = np.array([[18, 6, 0], [0, 20, 4], [2, 0, 22]]) / 24
    np.testing.assert_allclose(targets, expected, rtol=1e-14)


def test_needs() -> None:
    assert CutMix().needs((4, 6, 1)) == {
        "share": Noise((PROPOSALS, 2)),
        "row": Noise(()),
        "column": Noise(()),
    }


def test_as_the_authors_cut() -> None:
    """A second derivation, by slices: around a pixel, half a side before and after, and cut off at the edges."""
    x = images(6, 8, 8)
    targets = np.eye(6)
    rng = np.random.default_rng(0)
    for u, v in ((0.375, 0.125), (0.21875, 0.28125), (0.46875, 0.03125)):  # lambda 3/4, 7/16, 15/16
        row, column = rng.integers(8, size=6), rng.integers(8, size=6)
        side = round(8 * np.sqrt(1 - u / (u + v)))
        assert side in (4, 6, 2)
        own, own_targets = CutMix().apply(x, targets, noise_of(u, v, list(row / 8), list(column / 8)))
        for k in range(6):
            box = tuple(slice(max(at - side // 2, 0), at + side // 2) for at in (row[k], column[k]))
            expected = x[k].copy()
            expected[box] = x[(k + 1) % 6][box]
            np.testing.assert_array_equal(own[k], expected)
            left = 1 - expected[box].size / expected.size
            np.testing.assert_allclose(
                own_targets[k], left * targets[k] + (1 - left) * targets[(k + 1) % 6], atol=1e-15
            )


def test_keras(in_float64: None) -> None:
    """Its pasting and mixing of labels, with the rectangles that it drew and their pixels as shares."""
    x = images(4, 8, 8, 1)
    noise = {
        "share": np.random.default_rng(0).uniform(size=(4, PROPOSALS, 2)),
        "row": np.array([0.1, 0.5, 0.7, 0.95]),
        "column": np.array([0.9, 0.4, 0.2, 0.6]),
    }
    own, targets = CutMix().apply(x, np.eye(4), noise)
    pasted = own != x
    layer = keras.layers.CutMix(seed=0)
    drawn = {
        "batch_masks": pasted,
        "permutation_order": np.array([1, 2, 3, 0]),
        "mix_weight": 1 - np.mean(pasted, axis=(1, 2, 3)),
    }
    np.testing.assert_array_equal(own, layer.transform_images(x, drawn))
    np.testing.assert_allclose(targets, layer.transform_labels(np.eye(4), drawn), rtol=1e-12)
    assert np.sum(pasted) > 10


@pytest.mark.parametrize("alpha", [0.3, 1.0])
def test_law(alpha: float) -> None:
    """What is left is lambda at least, up to whole pixels; targets stay probabilities."""
    rng = np.random.default_rng(0)
    x = np.zeros((4_000, 32, 32, 1))
    x[::2] = 1  # neighbours differ
    noise = {
        "share": rng.uniform(size=(4_000, PROPOSALS, 2)),
        "row": rng.uniform(size=4_000),
        "column": rng.uniform(size=4_000),
    }
    targets = np.concatenate([x[:, 0, 0], 1 - x[:, 0, 0]], axis=1)
    y, mixed = CutMix(alpha).apply(x, targets, noise)
    left = np.mean(y == x, axis=(1, 2, 3))
    share = beta(alpha, noise["share"])
    np.testing.assert_allclose(np.sum(mixed * targets, axis=1), left, atol=1e-14)
    np.testing.assert_allclose(np.sum(mixed, axis=1), 1, rtol=1e-14)
    assert np.all(left > share - 2 / 32)
    part = np.sqrt(1 - share)
    assert np.mean(1 - left) == pytest.approx(np.mean((part - part**2 / 4) ** 2), abs=0.01)
