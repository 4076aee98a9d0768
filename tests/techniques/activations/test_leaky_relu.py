"""Leaky ReLU."""

import jax
import keras
import numpy as np
import pytest
import torch

from descentlab.techniques.activations.leaky_relu import LeakyReLU

from .peers import assert_same_as_keras, assert_same_as_torch


def test_by_hand() -> None:
    function = LeakyReLU(negative_slope=0.25)
    y, saved = function.forward(np.array([-2.0, 0.0, 3.0]))
    np.testing.assert_array_equal(y, [-0.5, 0.0, 3.0])
    # at 0 the slope is the negative side's: 0.25 * 8
    np.testing.assert_array_equal(function.backward(saved, np.array([4.0, 8.0, -7.0])), [1.0, 2.0, -7.0])


@pytest.mark.usefixtures("in_float64")
def test_peers() -> None:
    assert_same_as_torch(LeakyReLU(), torch.nn.functional.leaky_relu)
    assert_same_as_torch(LeakyReLU(), torch.nn.functional.leaky_relu, np.zeros(1))
    assert_same_as_torch(LeakyReLU(0.25), lambda x: torch.nn.functional.leaky_relu(x, 0.25))
    assert_same_as_keras(LeakyReLU(), jax.nn.leaky_relu)
    assert_same_as_keras(LeakyReLU(0.3), keras.layers.LeakyReLU())
    assert_same_as_keras(LeakyReLU(0.2), keras.activations.leaky_relu)
