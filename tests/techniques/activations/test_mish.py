"""Mish."""

from math import log

import jax
import keras
import numpy as np
import pytest
import torch

from descentlab.techniques.activations.mish import Mish

from .peers import assert_same_as_keras, assert_same_as_torch


def test_by_hand() -> None:
    """At x = log 2, 1 + exp(x) = 3 and t = tanh(log 3) = (9 - 1) / (9 + 1) = 0.8; at 0, t = tanh(log 2) = 0.6."""
    y, saved = Mish().forward(np.array([0.0, log(2)]))
    np.testing.assert_allclose(y, [0.0, 0.5545177444], rtol=1e-9)  # 0.8 * 0.6931471806
    # 0.6 * 5; 0.8 + 0.6931471806 * (1 - 0.64) * 2/3 = 0.8 + 0.1663553233
    np.testing.assert_allclose(Mish().backward(saved, np.array([5.0, 1.0])), [3.0, 0.9663553233], rtol=1e-9)


@pytest.mark.usefixtures("in_float64")
def test_peers() -> None:
    assert_same_as_torch(Mish(), torch.nn.functional.mish)
    assert_same_as_keras(Mish(), jax.nn.mish)
    assert_same_as_keras(Mish(), keras.activations.mish)


def test_huge_inputs() -> None:
    y, saved = Mish().forward(np.array([-1000.0, 1000.0]))
    np.testing.assert_array_equal(y, [0.0, 1000.0])
    np.testing.assert_array_equal(Mish().backward(saved, np.ones(2)), [0.0, 1.0])
