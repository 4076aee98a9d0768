"""Exponentially weighted moving average."""

import jax.numpy as jnp
import numpy as np
import optax
import pytest
from scipy.signal import lfilter

from descentlab.diagnosis.moving_average import moving_average
from descentlab.errors import SettingError

VALUES = np.random.default_rng(0).normal(size=40)


def test_by_hand() -> None:
    """beta 1/2 of 4, 2, 8: averages 2, 2, 5 and totals 1/2, 3/4, 7/8."""
    found = moving_average([4, 2, 8], 0.5)
    np.testing.assert_allclose(found, [4.0, 8 / 3, 40 / 7], rtol=1e-15)
    assert found.dtype == np.float64


@pytest.mark.parametrize("beta", [0.0, 0.3, 0.9, 0.999])
def test_against_scipy(beta: float) -> None:
    """Its linear filter gives the average without the correction."""
    leaning = lfilter([1 - beta], [1, -beta], VALUES)
    expected = leaning / (1 - beta ** np.arange(1, 41))
    np.testing.assert_allclose(moving_average(VALUES, beta), expected, rtol=1e-11)


def test_against_optax() -> None:
    average = optax.ema(0.9, debias=True)
    state = average.init(jnp.zeros(()))
    for value, found in zip(VALUES, moving_average(VALUES, 0.9), strict=True):
        theirs, state = average.update(jnp.asarray(value), state)
        assert found == pytest.approx(float(theirs), rel=1e-4, abs=1e-6)  # in float32


@pytest.mark.parametrize("beta", [0.5, 0.99, 1 - 1e-12])
def test_as_a_weighted_mean(beta: float) -> None:
    """A second derivation: each value weighs beta as much as the one after it."""
    found = moving_average(VALUES, beta)
    for t in range(40):
        weights = beta ** np.arange(t, -1, -1.0)
        assert found[t] == pytest.approx(np.average(VALUES[: t + 1], weights=weights), rel=1e-9, abs=1e-12)


def test_beta_zero_changes_nothing() -> None:
    np.testing.assert_array_equal(moving_average(VALUES, 0), VALUES)


def test_a_constant_stays() -> None:
    np.testing.assert_allclose(moving_average(np.full(1000, 0.1), 0.9), np.full(1000, 0.1), rtol=1e-14)


def test_columns_are_averaged_apart() -> None:
    """And what is no number spoils its own column from there on, with the arguments left as they are."""
    values = np.stack([VALUES, VALUES[::-1]], axis=1)
    values[3, 0] = np.nan
    before = values.copy()
    found = moving_average(values, 0.9)
    np.testing.assert_allclose(found[:, 1], moving_average(VALUES[::-1], 0.9), rtol=1e-14)
    assert np.isfinite(found[:3]).all()
    assert np.isnan(found[3:, 0]).all()
    np.testing.assert_array_equal(values, before)


def test_no_values() -> None:
    assert moving_average([], 0.9).shape == (0,)


@pytest.mark.parametrize("beta", [1, -0.1, 1.5, float("nan"), "0.9", True])
def test_another_beta_is_refused(beta) -> None:
    with pytest.raises(SettingError, match=r"beta is .*; it must .* \[0, 1\)"):
        moving_average(VALUES, beta)
