"""LSUV. No installed library has it: the paper's own loop is written down here."""

import numpy as np
import pytest

from descentlab.techniques.initializers.lsuv import LSUV
from descentlab.techniques.initializers.orthogonal import Orthogonal


def test_by_hand() -> None:
    """1, 3, 5, 7 have mean 4 and variance (9 + 1 + 1 + 9) / 4 = 5; 0 and 4 have deviation 2."""
    kernel = np.array([[1.0, -2.0]])
    made = LSUV().rescale(kernel, np.array([[1.0, 3.0], [5.0, 7.0]]))
    np.testing.assert_allclose(made, kernel / 5**0.5, rtol=1e-14)
    np.testing.assert_allclose(LSUV().rescale(kernel, np.array([0.0, 4.0])), [[0.5, -1.0]], rtol=1e-14)


def test_begins_orthogonal() -> None:
    for shape in ((6, 4), (3, 3, 2, 8)):
        noise = np.random.default_rng(0).normal(size=shape)
        np.testing.assert_array_equal(LSUV().draw(noise, 3, 2), Orthogonal().draw(noise, 3, 2))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("value", [0.0, 0.1, -1e6])
def test_outputs_that_are_all_alike(value: float, dtype: str) -> None:
    """No 0/0, and no blowing up of what rounding leaves of a mean."""
    kernel = np.array([[1.0, -2.0]], dtype)
    np.testing.assert_array_equal(LSUV().rescale(kernel, np.full((7, 3), value, dtype)), kernel)


def test_outputs_that_are_no_numbers() -> None:
    """They show."""
    assert np.all(np.isnan(LSUV().rescale(np.ones((2, 2)), np.array([[np.nan, 1.0]]))))


def by_the_paper(kernel: np.ndarray, x: np.ndarray, tolerance: float) -> np.ndarray:
    """Algorithm 1: divide until the variance is within the tolerance."""
    for _ in range(10):
        variance = np.var(x @ kernel)
        if abs(variance - 1) < tolerance:
            break
        kernel = kernel / variance**0.5
    return kernel


def test_the_paper() -> None:
    """Three layers with ReLU between them: the same kernels, and outputs of variance 1 in every layer."""
    rng = np.random.default_rng(0)
    x = 3 + rng.normal(size=(50, 20))
    for _ in range(3):
        kernel = LSUV().draw(rng.normal(size=(20, 20)), 20, 20)
        expected = by_the_paper(kernel, x, 1e-12)
        for _ in range(LSUV.ROUNDS):
            kernel = LSUV().rescale(kernel, x @ kernel)
        np.testing.assert_allclose(kernel, expected, rtol=1e-12)
        assert np.var(x @ kernel) == pytest.approx(1, rel=1e-12)
        x = np.maximum(x @ kernel, 0)
