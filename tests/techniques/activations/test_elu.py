"""Exponential linear unit."""

from math import log

import jax
import keras
import numpy as np
import pytest
import torch

from descentlab.techniques.activations.elu import ELU

from .peers import assert_same_as_keras, assert_same_as_torch


def test_by_hand() -> None:
    """At x = -log 2, exp(x) - 1 = -1/2: half of it with alpha 1/2, and the slope is alpha * exp(x) = 1/4."""
    function = ELU(alpha=0.5)
    y, saved = function.forward(np.array([-log(2), 0.0, 3.0]))
    np.testing.assert_allclose(y, [-0.25, 0.0, 3.0], rtol=1e-15)
    # 0.25 * 4; at 0 the left side's slope 0.5 * 8; 1 * -7
    np.testing.assert_allclose(
        function.backward(saved, np.array([4.0, 8.0, -7.0])), [1.0, 4.0, -7.0], rtol=1e-15
    )


@pytest.mark.usefixtures("in_float64")
@pytest.mark.parametrize("alpha", [1.0, 0.3])
def test_peers(alpha: float) -> None:
    for x in (np.zeros(1), None):
        at = {} if x is None else {"x": x}
        assert_same_as_torch(ELU(alpha), lambda x: torch.nn.functional.elu(x, alpha), **at)
        assert_same_as_keras(ELU(alpha), lambda x: jax.nn.elu(x, alpha), **at)
        assert_same_as_keras(ELU(alpha), lambda x: keras.activations.elu(x, alpha), **at)


def test_huge_inputs() -> None:
    y, saved = ELU(0.5).forward(np.array([-1000.0, 1000.0]))
    np.testing.assert_array_equal(y, [-0.5, 1000.0])
    np.testing.assert_array_equal(ELU(0.5).backward(saved, np.ones(2)), [0.0, 1.0])
