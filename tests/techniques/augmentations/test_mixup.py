"""Mixup."""

import keras
import numpy as np
import pytest
import scipy.special
import scipy.stats

from descentlab.contracts import Noise
from descentlab.techniques.augmentations.mixup import PROPOSALS, MixUp, beta, mixed

from .peers import TARGETS, images


def pairs(*given: tuple[float, float]) -> np.ndarray:
    """Noise for one example: 1 - u and 1 - v of some pairs, then pairs that are never accepted."""
    noise = np.zeros((1, PROPOSALS, 2))
    for k, (u, v) in enumerate(given):
        noise[0, k] = 1 - u, 1 - v
    return noise


def test_shares_by_hand() -> None:
    # alpha 1: u itself.  0.25 + 0.5 is at most 1: the share is 0.25 / 0.75
    assert beta(1.0, pairs((0.25, 0.5))) == pytest.approx(1 / 3, rel=1e-14)
    # 0.75 + 0.5 is more than 1, so the second pair is taken: 0.5 / 0.625
    assert beta(1.0, pairs((0.75, 0.5), (0.5, 0.125))) == pytest.approx(0.8, rel=1e-14)
    # alpha 1/2: squares.  0.75^2 + 0.5^2 = 0.8125 is at most 1: 0.5625 / 0.8125
    assert beta(0.5, pairs((0.75, 0.5))) == pytest.approx(9 / 13, rel=1e-14)
    # none of the pairs: (1, 1) throughout
    assert beta(0.5, pairs()) == 0.5


def test_mixing_by_hand() -> None:
    x = np.array([[4.0, 0.0], [8.0, 2.0], [0.0, -2.0]])
    share = np.array([0.75, 0.5, 1.0])
    np.testing.assert_array_equal(mixed(x, share), [[5.0, 0.5], [4.0, 0.0], [0.0, -2.0]])
    np.testing.assert_array_equal(mixed(TARGETS, share), [[0.75, 0.25, 0], [0, 0.5, 0.5], [0, 0, 1]])


def test_by_hand() -> None:
    """Shares of 1/4, 1/2 and 1/2; the last is mixed with the first."""
    noise = np.concatenate([pairs((0.125, 0.375)), pairs((0.25, 0.25)), pairs()])
    x = np.reshape(np.array([0.0, 1.0, 0.5, 0.5, 1.0, 0.0]), (3, 1, 2, 1))
    y, targets = MixUp(alpha=1.0).apply(x, TARGETS, {"share": noise})
    np.testing.assert_allclose(np.reshape(y, (3, 2)), [[0.375, 0.625], [0.75, 0.25], [0.5, 0.5]], rtol=1e-14)
    np.testing.assert_allclose(targets, [[0.25, 0.75, 0], [0, 0.5, 0.5], [0.5, 0, 0.5]], rtol=1e-14)


def test_needs() -> None:
    assert MixUp().needs((4,)) == {"share": Noise((PROPOSALS, 2))}


@pytest.mark.parametrize("alpha", [1e-3, 0.05, 0.2, 0.5, 1.0])
def test_law_of_the_shares(alpha: float) -> None:
    noise = np.random.default_rng(0).uniform(size=(20_000, PROPOSALS, 2))
    share = beta(alpha, noise)
    assert np.all((share >= 0) & (share <= 1))
    law = scipy.stats.beta(alpha, alpha)
    # near the ends the law of a small alpha has its mass closer to 0 and 1 than numbers lie there: compared inside
    inside = (share > 1e-12) & (share < 1 - 1e-12)
    expected = law.cdf(1 - 1e-12) - law.cdf(1e-12)
    assert np.mean(inside) == pytest.approx(expected, abs=0.01)

    def within(values: np.ndarray) -> np.ndarray:
        return (law.cdf(values) - law.cdf(1e-12)) / expected

    assert scipy.stats.kstest(share[inside], within).pvalue > 0.01
    assert np.mean(share) == pytest.approx(0.5, abs=0.012)


@pytest.mark.parametrize("alpha", [0.05, 0.2, 1.0])
def test_a_pair_is_nearly_always_accepted(alpha: float) -> None:
    """The chance of one pair is Gamma(1 + alpha)^2 / Gamma(1 + 2 alpha), one half at alpha 1."""
    noise = np.random.default_rng(0).uniform(size=(100_000, 1, 2))
    only_one = np.concatenate([noise, np.zeros((100_000, PROPOSALS - 1, 2))], axis=1)
    refused = np.mean(beta(alpha, only_one) == 0.5)
    chance = scipy.special.gamma(1 + alpha) ** 2 / scipy.special.gamma(1 + 2 * alpha)
    assert refused == pytest.approx(1 - chance, abs=0.005)
    assert (1 - chance) ** PROPOSALS < 1 / 65_000


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_noise_at_the_ends_of_its_range(dtype: str) -> None:
    """Zero, and the number nearest to 1, at a small alpha: no logarithm of zero, no overflow."""
    ends = np.array([0, 1 - 2**-24], dtype)
    noise = np.stack(np.meshgrid(ends, ends), axis=-1)[:, :, None, :].repeat(PROPOSALS, axis=2)
    share = beta(np.asarray(1e-3, dtype), np.reshape(noise, (4, PROPOSALS, 2)))
    assert share.dtype == dtype
    np.testing.assert_array_equal(share, [0.5, 0.0, 1.0, 0.5])


def test_keras(in_float64: None) -> None:
    """Its mixing of images and labels, with our shares and order."""
    x, noise = images(), np.random.default_rng(0).uniform(size=(3, PROPOSALS, 2))
    own, targets = MixUp(alpha=0.5).apply(x, TARGETS, {"share": noise})
    layer = keras.layers.MixUp(alpha=0.5, seed=0)
    drawn = {"mix_weight": beta(0.5, noise), "permutation_order": np.array([1, 2, 0])}
    np.testing.assert_allclose(own, layer.transform_images(x, drawn), rtol=1e-12)
    np.testing.assert_allclose(targets, layer.transform_labels(TARGETS, drawn), rtol=1e-12)


def test_same_law_as_keras(in_float64: None) -> None:
    layer = keras.layers.MixUp(alpha=0.4, seed=0)
    theirs = np.asarray(layer.get_random_transformation(np.zeros((5_000, 1, 1, 1)))["mix_weight"])
    own = beta(0.4, np.random.default_rng(0).uniform(size=(5_000, PROPOSALS, 2)))
    assert scipy.stats.ks_2samp(own, theirs).pvalue > 0.01
