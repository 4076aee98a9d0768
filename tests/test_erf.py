"""The error function, against SciPy's."""

import array_api_strict
import jax.numpy as jnp
import numpy as np
import pytest
import scipy.special
import torch

from descentlab.erf import SERIES, erfc

X = np.concatenate([np.linspace(-8, 8, 40_001), [-1e-300, -1e-9, -0.0, 0.0, 1e-9, 1e-300]])


def test_known_values() -> None:
    """Abramowitz & Stegun, table 7.1: erf(0.5) = 0.5204998778, erf(1) = 0.8427007929, erf(2) = 0.9953222650."""
    x = np.array([-1.0, 0.0, 0.5, 1.0, 2.0])
    np.testing.assert_allclose(
        1 - erfc(x), [-0.8427007929, 0.0, 0.5204998778, 0.8427007929, 0.9953222650], atol=1e-10
    )


def test_every_digit_of_float64() -> None:
    np.testing.assert_allclose(1 - erfc(X), scipy.special.erf(X), rtol=0, atol=1e-15)
    np.testing.assert_allclose(erfc(X), scipy.special.erfc(X), rtol=0, atol=1e-15)


def test_the_tail_keeps_its_digits() -> None:
    x = np.linspace(0, 26, 10_001)
    np.testing.assert_allclose(erfc(x), scipy.special.erfc(x), rtol=1e-14)


@pytest.mark.parametrize("make", [array_api_strict.asarray, torch.from_numpy, jnp.asarray])
def test_float32_on_other_libraries(make) -> None:
    x = X.astype("float32")
    found = erfc(make(x))
    assert "float32" in str(found.dtype)
    np.testing.assert_allclose(np.asarray(found), scipy.special.erfc(x), rtol=0, atol=1e-6)


def test_far_away() -> None:
    """Nothing overflows, and what is no number stays so."""
    for dtype, huge in (("float64", 1e300), ("float32", 1e30)):
        found = erfc(np.array([-np.inf, -huge, -1000, 1000, huge, np.inf], dtype))
        np.testing.assert_array_equal(found, [2, 2, 2, 0, 0, 0])
        assert found.dtype == dtype
    assert np.isnan(erfc(np.array([np.nan]))[0])


def test_the_series_is_the_functions_own() -> None:
    """The coefficients once more, by interpolating SciPy's exp(x^2) erfc(x) at 64 Chebyshev points."""
    found = np.polynomial.chebyshev.chebinterpolate(lambda t: scipy.special.erfcx(3 * (1 + t) / (1 - t)), 63)
    np.testing.assert_allclose(SERIES, found[: len(SERIES)], rtol=0, atol=1e-15)
