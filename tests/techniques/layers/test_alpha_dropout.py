"""Alpha dropout."""

import keras
import numpy as np
import pytest
import torch
from torch.nn import functional

from descentlab.contracts import Needs, Noise
from descentlab.techniques.layers.alpha_dropout import LOWEST, AlphaDropout

from .peers import assert_same, by_torch, ours


def test_by_hand() -> None:
    """SELU ends at -1.75809934084737686, whose square is 3.09091329228...

    Rate 0.2: a = (0.8 * (1 + 0.2 * 3.09091329228))^(-1/2) = 0.878903583443532859, and the shift is
    0.878903583443532859 * 0.2 * 1.75809934084737686 = 0.309039962144094521.
    """
    layer = AlphaDropout(rate=0.2)
    x = np.array([[1.0, -2.0, 7.0, 0.0]])
    y, saved, state = layer.forward({}, {}, x, {"mask": np.array([[0.2, 0.9, 0.1999, 0.5]])})
    # a * 1 + shift, a * -2 + shift, a * -1.758... + shift, and the shift itself
    expected = [1.187943545587627380, -1.448767204742971197, -1.236159848576378084, 0.309039962144094521]
    np.testing.assert_allclose(y, [expected], rtol=1e-14)
    assert state == {}
    dx, grads = layer.backward({}, saved, np.array([[1.0, 10.0, 100.0, 0.0]]))
    np.testing.assert_allclose(dx, [[0.878903583443532859, 8.78903583443532859, 0.0, 0.0]], rtol=1e-14)
    assert grads == {}
    np.testing.assert_array_equal(layer.infer({}, {}, x), x)


def test_lowest_value_of_selu() -> None:
    there = functional.selu(torch.tensor(-1000.0, dtype=torch.float64)).item()
    assert pytest.approx(there, rel=1e-15) == LOWEST


def test_rate_zero_changes_nothing() -> None:
    x = np.array([[4.0, -8.0, 3.0]])
    y, _, _ = AlphaDropout(rate=0.0).forward({}, {}, x, {"mask": np.zeros((1, 3))})
    np.testing.assert_array_equal(y, x)


def test_needs_noise() -> None:
    assert AlphaDropout().needs((3, 2)) == Needs((3, 2), noise={"mask": Noise((3, 2))})


def test_keeps_mean_and_variance() -> None:
    """Of entries of mean 0 and variance 1, which a plain dropout would make more varied."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(1000, 500))
    y, _, _ = AlphaDropout(0.3).forward({}, {}, x, {"mask": rng.uniform(size=x.shape)})
    assert np.mean(y) == pytest.approx(0.0, abs=0.01)
    assert np.std(y) == pytest.approx(1.0, abs=0.01)


def test_pytorch() -> None:
    """It draws its own noise: an entry whose gradient vanishes was dropped, and ours is given noise that does so."""
    rng = np.random.default_rng(0)
    x, dy = rng.normal(size=(50, 40)), rng.normal(size=(50, 40))
    torch.manual_seed(0)
    theirs = by_torch(lambda x: functional.alpha_dropout(x, 0.3, training=True), {}, x, dy)
    dropped = theirs["dx"] == 0
    assert np.mean(dropped) == pytest.approx(0.3, abs=0.05)
    assert_same(ours(AlphaDropout(0.3), {}, x, dy, {"mask": np.where(dropped, 0.29, 0.31)}), theirs)


@pytest.mark.usefixtures("in_float64")
def test_keras() -> None:
    """The same, of its output: what was dropped has one value, whatever it was."""
    x = np.random.default_rng(0).normal(size=(50, 40))
    there = np.asarray(keras.layers.AlphaDropout(0.3, seed=0)(x, training=True))
    values, times = np.unique(np.round(there, 12), return_counts=True)
    dropped = np.round(there, 12) == values[np.argmax(times)]
    assert np.mean(dropped) == pytest.approx(0.3, abs=0.05)
    y, _, _ = AlphaDropout(0.3).forward({}, {}, x, {"mask": np.where(dropped, 0.29, 0.31)})
    np.testing.assert_allclose(y, there, rtol=1e-12, atol=1e-14)
