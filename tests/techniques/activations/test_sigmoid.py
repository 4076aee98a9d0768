"""Logistic sigmoid."""

from math import log

import keras
import numpy as np
import pytest
import torch

from descentlab.techniques.activations.sigmoid import Sigmoid

from .peers import assert_same_as_keras, assert_same_as_torch


def test_by_hand() -> None:
    """At x = log 3, exp(-x) = 1/3: y = 1 / (4/3) = 0.75, with slope 0.75 * 0.25 = 3/16; mirrored at -log 3."""
    y, saved = Sigmoid().forward(np.array([0.0, log(3), -log(3)]))
    np.testing.assert_allclose(y, [0.5, 0.75, 0.25], rtol=1e-15)
    dx = Sigmoid().backward(saved, np.array([8.0, 16.0, -16.0]))
    np.testing.assert_allclose(dx, [2.0, 3.0, -3.0], rtol=1e-15)


@pytest.mark.usefixtures("in_float64")
def test_peers() -> None:
    assert_same_as_torch(Sigmoid(), torch.sigmoid)
    assert_same_as_keras(Sigmoid(), keras.activations.sigmoid)
