"""Gaussian error linear unit."""

import jax
import keras
import numpy as np
import pytest
import scipy.stats
import torch

from descentlab.techniques.activations.gelu import GELU

from .peers import assert_same_as_keras, assert_same_as_torch


def test_by_hand() -> None:
    """A normal number lies below 1 with probability 0.8413447461, and its density there is 0.2419707245."""
    y, saved = GELU().forward(np.array([-1.0, 0.0, 1.0]))
    np.testing.assert_allclose(y, [-0.1586552539, 0.0, 0.8413447461], rtol=1e-9)
    # (0.1586552539 - 0.2419707245) * 2, 0.5 * 4, (0.8413447461 + 0.2419707245) * 1
    dx = GELU().backward(saved, np.array([2.0, 4.0, 1.0]))
    np.testing.assert_allclose(dx, [-0.1666309412, 2.0, 1.0833154706], rtol=1e-9)


@pytest.mark.usefixtures("in_float64")
def test_peers() -> None:
    assert_same_as_torch(GELU(), torch.nn.functional.gelu)
    assert_same_as_keras(GELU(), lambda x: jax.nn.gelu(x, approximate=False))
    assert_same_as_keras(GELU(), keras.activations.gelu)


def test_the_left_tail_keeps_its_digits() -> None:
    x = np.linspace(-35.0, 0.0, 701)
    y, saved = GELU().forward(x)
    below, density = scipy.stats.norm.cdf(x), scipy.stats.norm.pdf(x)
    np.testing.assert_allclose(y, x * below, rtol=1e-12)
    np.testing.assert_allclose(GELU().backward(saved, np.ones_like(x)), below + x * density, rtol=1e-11)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_huge_inputs(dtype: str) -> None:
    x = np.array([-1e30, -1000, 1000, 1e30], dtype)
    y, saved = GELU().forward(x)
    np.testing.assert_array_equal(y, [0, 0, 1000, x[3]])
    np.testing.assert_array_equal(GELU().backward(saved, np.ones(4, dtype)), [0, 0, 1, 1])
