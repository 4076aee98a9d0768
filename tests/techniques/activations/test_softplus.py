"""Softplus."""

from math import log

import jax
import keras
import numpy as np
import pytest
import torch

from descentlab.techniques.activations.softplus import Softplus

from .peers import assert_same_as_keras, assert_same_as_torch


def test_by_hand() -> None:
    """1 + exp(x) is 2, 4 and 4/3, and the slope exp(x) / (1 + exp(x)) is 1/2, 3/4 and 1/4."""
    y, saved = Softplus().forward(np.array([0.0, log(3), -log(3)]))
    np.testing.assert_allclose(y, [0.6931471806, 1.3862943611, 0.2876820725], rtol=1e-9)
    np.testing.assert_allclose(
        Softplus().backward(saved, np.array([2.0, 4.0, 8.0])), [1.0, 3.0, 2.0], rtol=1e-15
    )


@pytest.mark.usefixtures("in_float64")
def test_peers() -> None:
    assert_same_as_torch(Softplus(), lambda x: torch.nn.functional.softplus(x, threshold=100))
    assert_same_as_keras(Softplus(), jax.nn.softplus)
    assert_same_as_keras(Softplus(), keras.activations.softplus)


def test_pytorch_leaves_off_at_twenty() -> None:
    """Up to 20 it takes the formula, beyond it y = x: exp(-20.5), or 1.25e-9, goes missing."""
    x = np.array([19.5, 20.5])
    gap = Softplus().forward(x)[0] - torch.nn.functional.softplus(torch.from_numpy(x)).numpy()
    np.testing.assert_allclose(gap, [0.0, 1.2501528e-09], atol=1e-14)


def test_huge_inputs() -> None:
    y, saved = Softplus().forward(np.array([-1000.0, -40.0, 1000.0]))
    np.testing.assert_allclose(y, [0.0, 4.248354255291589e-18, 1000.0], rtol=1e-14)
    np.testing.assert_allclose(
        Softplus().backward(saved, np.ones(3)), [0.0, 4.248354255291589e-18, 1.0], rtol=1e-14
    )
