"""Sigmoid linear unit (swish)."""

from math import log

import jax
import keras
import numpy as np
import pytest
import torch

from descentlab.techniques.activations.silu import SiLU

from .peers import assert_same_as_keras, assert_same_as_torch


def test_by_hand() -> None:
    """At x = log 3 the sigmoid is 3/4: y = 0.75 * 1.0986122887, with slope 0.75 * (1 + 1.0986122887 / 4)."""
    y, saved = SiLU().forward(np.array([0.0, log(3), -log(3)]))
    np.testing.assert_allclose(y, [0.0, 0.8239592165, -0.2746530722], rtol=1e-9)
    # 0.5 * 8; 0.75 * 1.2746530722; 0.25 * (1 - 1.0986122887 * 3/4)
    dx = SiLU().backward(saved, np.array([8.0, 1.0, 1.0]))
    np.testing.assert_allclose(dx, [4.0, 0.9559898041, 0.0440101959], rtol=1e-8)


@pytest.mark.usefixtures("in_float64")
def test_peers() -> None:
    assert_same_as_torch(SiLU(), torch.nn.functional.silu)
    assert_same_as_keras(SiLU(), jax.nn.silu)
    assert_same_as_keras(SiLU(), keras.activations.silu)
    assert_same_as_keras(SiLU(), keras.activations.get("swish"))


def test_huge_inputs() -> None:
    y, saved = SiLU().forward(np.array([-1000.0, 1000.0]))
    np.testing.assert_array_equal(y, [0.0, 1000.0])
    np.testing.assert_array_equal(SiLU().backward(saved, np.ones(2)), [0.0, 1.0])
