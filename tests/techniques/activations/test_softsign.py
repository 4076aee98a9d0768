"""Softsign."""

import jax
import keras
import numpy as np
import pytest
import torch

from descentlab.techniques.activations.softsign import Softsign

from .peers import assert_same_as_keras, assert_same_as_torch


def test_by_hand() -> None:
    """1 + |x| is 4, 1 and 2; the slope is 1 over its square."""
    y, saved = Softsign().forward(np.array([3.0, 0.0, -1.0]))
    np.testing.assert_array_equal(y, [0.75, 0.0, -0.5])
    np.testing.assert_array_equal(Softsign().backward(saved, np.array([16.0, 5.0, -8.0])), [1.0, 5.0, -2.0])


@pytest.mark.usefixtures("in_float64")
def test_peers() -> None:
    for x in (np.zeros(1), None):
        at = {} if x is None else {"x": x}
        assert_same_as_torch(Softsign(), torch.nn.functional.softsign, **at)
        assert_same_as_keras(Softsign(), jax.nn.soft_sign, **at)
        assert_same_as_keras(Softsign(), keras.activations.softsign, **at)


def test_huge_inputs() -> None:
    y, saved = Softsign().forward(np.array([-1e300, 1000.0]))
    np.testing.assert_allclose(y, [-1.0, 1000 / 1001], rtol=1e-15)
    np.testing.assert_allclose(Softsign().backward(saved, np.ones(2)), [0.0, 1 / 1001**2], rtol=1e-15)
