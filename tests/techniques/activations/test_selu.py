"""Scaled exponential linear unit."""

from math import exp, log, pi, sqrt

import jax
import keras
import numpy as np
import pytest
import torch
from scipy.integrate import quad

from descentlab.techniques.activations.selu import SELU

from .peers import assert_same_as_keras, assert_same_as_torch


def test_by_hand() -> None:
    """scale * alpha = 1.0507009874 * 1.6732632424 = 1.7580993408; at x = -log 2, exp(x) = 1/2."""
    y, saved = SELU().forward(np.array([-log(2), 0.0, 2.0]))
    np.testing.assert_allclose(y, [-0.8790496704, 0.0, 2.1014019747], rtol=1e-9)
    dx = SELU().backward(saved, np.array([1.0, 10.0, 100.0]))
    np.testing.assert_allclose(dx, [0.8790496704, 17.580993408, 105.07009873], rtol=1e-9)


def test_mean_and_variance_are_kept() -> None:
    """What the two constants are made for: a standard normal x gives a y of mean 0 and variance 1."""

    def expected(power: int) -> float:
        def term(x: float) -> float:
            return float(SELU().forward(np.array(x))[0]) ** power * exp(-(x**2) / 2) / sqrt(2 * pi)

        return quad(term, -12, 0)[0] + quad(term, 0, 12)[0]

    assert expected(1) == pytest.approx(0.0, abs=1e-12)
    assert expected(2) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.usefixtures("in_float64")
def test_peers() -> None:
    for x in (np.zeros(1), None):
        at = {} if x is None else {"x": x}
        assert_same_as_torch(SELU(), torch.selu, **at)
        assert_same_as_keras(SELU(), jax.nn.selu, **at)
        assert_same_as_keras(SELU(), keras.activations.selu, **at)


def test_huge_inputs() -> None:
    y, saved = SELU().forward(np.array([-1000.0, 1000.0]))
    np.testing.assert_allclose(y, [-1.7580993408473766, 1050.7009873554805], rtol=1e-15)
    np.testing.assert_allclose(SELU().backward(saved, np.ones(2)), [0.0, 1.0507009873554805], atol=1e-15)
