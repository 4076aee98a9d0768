"""ReLU."""

import keras
import numpy as np
import pytest
import torch

from descentlab.techniques.activations.relu import ReLU

from .peers import assert_same_as_keras, assert_same_as_torch


def test_by_hand() -> None:
    y, saved = ReLU().forward(np.array([-2.0, 0.0, 3.0]))
    np.testing.assert_array_equal(y, [0.0, 0.0, 3.0])
    np.testing.assert_array_equal(ReLU().backward(saved, np.array([5.0, 11.0, -7.0])), [0.0, 0.0, -7.0])


@pytest.mark.usefixtures("in_float64")
def test_peers() -> None:
    assert_same_as_torch(ReLU(), torch.relu)
    assert_same_as_keras(ReLU(), keras.activations.relu)


@pytest.mark.usefixtures("in_float64")
def test_slope_at_zero() -> None:
    assert_same_as_torch(ReLU(), torch.relu, np.zeros(1))
    assert_same_as_keras(ReLU(), keras.activations.relu, np.zeros(1))
