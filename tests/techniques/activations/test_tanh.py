"""Hyperbolic tangent."""

from math import log

import keras
import numpy as np
import pytest
import torch

from descentlab.techniques.activations.tanh import Tanh

from .peers import assert_same_as_keras, assert_same_as_torch


def test_by_hand() -> None:
    """At x = log 2: (2 - 1/2) / (2 + 1/2) = 0.6, with slope 1 - 0.36 = 0.64."""
    y, saved = Tanh().forward(np.array([0.0, log(2), -log(2)]))
    np.testing.assert_allclose(y, [0.0, 0.6, -0.6], rtol=1e-15)
    np.testing.assert_allclose(
        Tanh().backward(saved, np.array([3.0, 2.0, -2.0])), [3.0, 1.28, -1.28], rtol=1e-14
    )


@pytest.mark.usefixtures("in_float64")
def test_peers() -> None:
    assert_same_as_torch(Tanh(), torch.tanh)
    assert_same_as_keras(Tanh(), keras.activations.tanh)
